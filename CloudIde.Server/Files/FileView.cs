namespace CloudIde.Server.Files;

/// <summary>A file in a listing.</summary>
internal sealed record FileView(string Path, long Size, DateTime LastModified, string Etag);
