namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>Something on disk that belongs into the snapshot.</summary>
/// <param name="Path">Its path relative to the root, with '/'.</param>
/// <param name="State">Its state, from before anything of it is read.</param>
/// <param name="ETag">
/// Null: the snapshot is the only place where it is kept. Otherwise the version of the S3 object that holds it too; the
/// snapshot then only saves a restore from getting it by itself.
/// </param>
internal readonly record struct SnapshotItem(string Path, SnapshotState State, string? ETag);
