namespace CloudIde.Server.Files;

/// <summary>The answer to a write. The ETag is also a header.</summary>
internal sealed record FileSavedAnswer(string Message, string Path, long Size, string Etag);
