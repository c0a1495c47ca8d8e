namespace CloudIde.Worker.Workspaces.Snapshots.Restoring;

/// <summary>Gives the next piece of a file's content.</summary>
/// <returns>The piece, valid until the next call; empty at the end.</returns>
internal delegate ReadOnlySpan<byte> ContentReader();
