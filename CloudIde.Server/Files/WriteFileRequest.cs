namespace CloudIde.Server.Files;

/// <summary>A text file to write. Each may be missing until it is validated.</summary>
internal sealed record WriteFileRequest(string? Path, string? Content, string? ContentType);
