namespace CloudIde.Emulator.S3.Storage;

internal sealed partial class S3Store
{
    [LoggerMessage(EventId = 1, EventName = "BucketDamaged", Level = LogLevel.Error,
        Message = "The journal of bucket {Bucket} is damaged from byte {Position}: what stands behind is lost. A copy is kept beside it.")]
    private partial void LogDamaged(string bucket, long position);

    [LoggerMessage(EventId = 2, EventName = "FolderNotRemoved", Level = LogLevel.Warning,
        Message = "The folder {Folder} of a deleted bucket could not be removed; the next start tries again.")]
    private partial void LogNotRemoved(Exception exception, string folder);
}
