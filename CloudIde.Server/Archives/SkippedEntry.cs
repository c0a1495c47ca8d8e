namespace CloudIde.Server.Archives;

/// <summary>An entry of an archive that was not written, and why.</summary>
internal sealed record SkippedEntry(string Path, string Reason);
