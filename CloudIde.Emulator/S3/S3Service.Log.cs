namespace CloudIde.Emulator.S3;

internal sealed partial class S3Service
{
    [LoggerMessage(EventId = 22, EventName = "S3RequestFailed", Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    private partial void LogFailed(Exception exception, string method, PathString path);
}
