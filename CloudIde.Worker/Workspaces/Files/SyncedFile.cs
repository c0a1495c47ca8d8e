namespace CloudIde.Worker.Workspaces.Files;

/// <summary>The last state in which disk and S3 had the same file: what each side has changed since is seen by comparing with it.</summary>
/// <param name="Local">The file on disk.</param>
/// <param name="ETag">The version in S3.</param>
/// <param name="StoredSeconds">When S3 stored it, in seconds since 1970, or null while no listing has told.</param>
internal readonly record struct SyncedFile(LocalFile Local, string ETag, long? StoredSeconds = null);
