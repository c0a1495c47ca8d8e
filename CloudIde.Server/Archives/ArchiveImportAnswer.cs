namespace CloudIde.Server.Archives;

/// <summary>What of an archive was written.</summary>
internal sealed record ArchiveImportAnswer(string Message, IReadOnlyList<string> Written, IReadOnlyList<string> Folders, IReadOnlyList<SkippedEntry> Skipped, long Bytes);
