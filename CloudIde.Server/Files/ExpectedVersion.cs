namespace CloudIde.Server.Files;

/// <summary>What must be there for a write to happen.</summary>
/// <param name="Etag">The version that is replaced; null when there must be no file.</param>
internal sealed record ExpectedVersion(string? Etag);
