namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What is an object of its own in S3, and so is shown in the editor. Past these limits a file goes to the snapshot.</summary>
/// <param name="LargestObject">The largest such file, in bytes.</param>
/// <param name="MostObjects">How many files of a project are such objects at most.</param>
internal sealed record SyncLimits(long LargestObject, int MostObjects);
