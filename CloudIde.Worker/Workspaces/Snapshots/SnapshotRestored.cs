namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What a restore did.</summary>
/// <param name="Placed">Everything that it placed, with its state on disk.</param>
/// <param name="Problems">What it could not or would not place.</param>
internal sealed record SnapshotRestored(IReadOnlyList<SnapshotItem> Placed, IReadOnlyList<SnapshotProblem> Problems);
