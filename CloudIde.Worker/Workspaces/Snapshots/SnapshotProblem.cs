namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>Something that was passed over.</summary>
/// <param name="Path">What.</param>
/// <param name="Reason">Why, in a sentence for its user.</param>
internal readonly record struct SnapshotProblem(string Path, string Reason);
