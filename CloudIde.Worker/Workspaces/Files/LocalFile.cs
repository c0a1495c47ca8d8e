namespace CloudIde.Worker.Workspaces.Files;

/// <summary>A file on the worker's disk, as a scan saw it.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedTicks">When it was last written, in ticks of UTC.</param>
/// <param name="Executable">Whether its owner may execute it.</param>
internal readonly record struct LocalFile(long Size, long ModifiedTicks, bool Executable);
