namespace CloudIde.Server.Members;

/// <summary>Someone with a role in a project.</summary>
internal sealed record MemberView(string Id, string Username, string Role);
