namespace CloudIde.Emulator.S3;

internal sealed partial class S3Service
{
    [LoggerMessage(EventId = 1, EventName = "RequestFailed", Level = LogLevel.Error, Message = "{Method} {Target} failed.")]
    private partial void LogFailed(Exception exception, string method, string target);

    [LoggerMessage(EventId = 2, EventName = "AnswerBroken", Level = LogLevel.Error, Message = "The answer to {Method} {Target} broke off.")]
    private partial void LogBroken(Exception exception, string method, string target);
}
