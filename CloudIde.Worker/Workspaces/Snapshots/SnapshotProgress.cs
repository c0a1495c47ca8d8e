namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>How far a restore is. Counts what the archives hold, which is a little more than what is restored.</summary>
/// <param name="FilesDone">Entries that are done.</param>
/// <param name="FilesTotal">All entries.</param>
/// <param name="BytesDone">Uncompressed bytes that are done.</param>
/// <param name="BytesTotal">All of them.</param>
internal readonly record struct SnapshotProgress(long FilesDone, long FilesTotal, long BytesDone, long BytesTotal);
