namespace CloudIde.Server.Members;

/// <summary>Whom to share a project with, by name or e-mail address, and as what.</summary>
internal sealed record ShareRequest(string? Username, string? Email, string? Role);
