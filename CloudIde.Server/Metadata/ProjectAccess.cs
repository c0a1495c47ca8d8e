namespace CloudIde.Server.Metadata;

/// <summary>A project as one user may use it.</summary>
/// <param name="Project">The project.</param>
/// <param name="Role">The user's role, or null when the project is not shared with the user.</param>
internal sealed record ProjectAccess(Project Project, ProjectRole? Role);
