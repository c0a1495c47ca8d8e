namespace CloudIde.Worker.Workspaces.Files;

/// <summary>The last state in which disk and S3 had the same file: what each side has changed since is seen by comparing with it.</summary>
/// <param name="Local">The file on disk.</param>
/// <param name="ETag">The version in S3.</param>
internal readonly record struct SyncedFile(LocalFile Local, string ETag);
