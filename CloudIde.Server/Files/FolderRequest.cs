namespace CloudIde.Server.Files;

/// <summary>A folder to make.</summary>
internal sealed record FolderRequest(string? Path);
