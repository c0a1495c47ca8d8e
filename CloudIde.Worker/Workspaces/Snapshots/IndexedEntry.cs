namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>An entry of the snapshot that counts.</summary>
/// <param name="State">Its state on disk when it was saved or restored; <see cref="SnapshotState.Unknown"/> where the disk has another.</param>
/// <param name="ETag">The version of the S3 object that it is a copy of, or null when it is only here.</param>
/// <param name="Sequence">The pack that holds it.</param>
internal readonly record struct IndexedEntry(SnapshotState State, string? ETag, int Sequence);
