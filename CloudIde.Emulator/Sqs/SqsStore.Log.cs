namespace CloudIde.Emulator.Sqs;

internal sealed partial class SqsStore
{
    [LoggerMessage(EventId = 10, EventName = "QueueLogTorn", Level = LogLevel.Warning,
        Message = "The log of queue {Queue} ended in {Bytes} bytes of an unfinished record, which were dropped.")]
    private partial void LogTornEnd(string queue, long bytes);
}
