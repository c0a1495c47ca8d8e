namespace CloudIde.Server.Members;

/// <summary>Whom to stop sharing a project with.</summary>
internal sealed record RemoveMemberRequest(string? Username);
