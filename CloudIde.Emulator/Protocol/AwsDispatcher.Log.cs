namespace CloudIde.Emulator.Protocol;

internal sealed partial class AwsDispatcher
{
    [LoggerMessage(EventId = 1, EventName = "OperationFailed", Level = LogLevel.Error, Message = "{Operation} failed.")]
    private partial void LogFailed(Exception exception, string operation);
}
