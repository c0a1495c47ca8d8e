namespace CloudIde.Server.Files;

/// <summary>A project's files, and the folders that are kept although they may be empty. Both by path.</summary>
internal sealed record FileListing(IReadOnlyList<FileView> Files, IReadOnlyList<string> Folders);
