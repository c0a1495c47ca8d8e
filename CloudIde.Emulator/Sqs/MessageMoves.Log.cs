namespace CloudIde.Emulator.Sqs;

internal sealed partial class MessageMoves
{
    [LoggerMessage(EventId = 11, EventName = "MessageMoveFailed", Level = LogLevel.Error, Message = "Moving messages out of {Source} failed.")]
    private partial void LogMoveFailed(Exception exception, string source);
}
