using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Errors of the worker's disk, in words for people.</summary>
internal static class DiskError
{
    /// <summary>Whether an error is the disk's, and not that of a connection to S3.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>True when it is.</returns>
    public static bool Is(Exception exception) =>
        exception is (IOException and not (HttpIOException or SnapshotException)) or UnauthorizedAccessException;

    /// <summary>Says what is wrong.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>A sentence.</returns>
    public static string Describe(Exception exception) => exception switch
    {
        IOException full when NativeFile.IsDiskFull(full) => "the disk is full. It is tried again every few seconds.",
        UnauthorizedAccessException => "Permission denied.",
        _ => exception.Message,
    };
}
