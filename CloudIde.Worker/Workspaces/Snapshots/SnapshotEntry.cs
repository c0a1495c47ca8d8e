namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>Something that a snapshot holds, about to be restored.</summary>
/// <param name="Path">Its path relative to the root, with '/'.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedNanoseconds">When it was written, in nanoseconds since 1970.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="ETag">The version of the S3 object that it is a copy of, or null when it is only here.</param>
internal readonly record struct SnapshotEntry(
    string Path, SnapshotKind Kind, long Size, long ModifiedNanoseconds, int Mode, string? ETag);
