namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What a save did.</summary>
/// <param name="Packs">How many packs the snapshot has now.</param>
/// <param name="Entries">How many entries were written.</param>
/// <param name="Bytes">How many compressed bytes were written.</param>
/// <param name="Requests">How many requests to S3 it took.</param>
/// <param name="NotSaved">What could not be read. An earlier version of it stays in the snapshot.</param>
internal sealed record SnapshotResult(int Packs, int Entries, long Bytes, int Requests, IReadOnlyList<SnapshotProblem> NotSaved);
