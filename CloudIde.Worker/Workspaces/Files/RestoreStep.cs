namespace CloudIde.Worker.Workspaces.Files;

/// <summary>How far a restore is.</summary>
/// <param name="Files">Files that are there.</param>
/// <param name="FilesTotal">All files.</param>
/// <param name="Bytes">Bytes that are there.</param>
/// <param name="BytesTotal">All bytes.</param>
internal readonly record struct RestoreStep(long Files, long FilesTotal, long Bytes, long BytesTotal);
