namespace CloudIde.Server.Files;

/// <summary>A text file.</summary>
internal sealed record FileContentAnswer(string Path, string Content, long Size, DateTime LastModified, string Etag);
