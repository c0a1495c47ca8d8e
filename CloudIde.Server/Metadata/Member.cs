namespace CloudIde.Server.Metadata;

/// <summary>Someone with a role in a project.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Role">The role.</param>
internal sealed record Member(string UserId, string Username, ProjectRole Role);
