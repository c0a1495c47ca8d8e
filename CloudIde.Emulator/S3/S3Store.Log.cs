namespace CloudIde.Emulator.S3;

internal sealed partial class S3Store
{
    [LoggerMessage(EventId = 20, EventName = "BucketIndexTorn", Level = LogLevel.Warning,
        Message = "The index of bucket {Bucket} ended in {Bytes} bytes of an unfinished record, which were dropped.")]
    private partial void LogTornEnd(string bucket, long bytes);

    [LoggerMessage(EventId = 21, EventName = "BucketSweepFailed", Level = LogLevel.Warning,
        Message = "Files that no object of bucket {Bucket} has could not all be removed.")]
    private partial void LogSweepFailed(Exception exception, string bucket);
}
