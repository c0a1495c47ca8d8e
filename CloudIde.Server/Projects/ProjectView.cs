using CloudIde.Server.Metadata;

namespace CloudIde.Server.Projects;

/// <summary>A project as the API shows it. Role is the asking user's: owner, editor or viewer.</summary>
internal sealed record ProjectView(
    string Id,
    string Name,
    string Description,
    string Stack,
    string Language,
    int Forks,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    string OwnerId,
    string Role)
{
    /// <summary>Shows a project to a user.</summary>
    /// <param name="project">The project.</param>
    /// <param name="role">The user's role.</param>
    /// <returns>The view.</returns>
    public static ProjectView Of(Project project, ProjectRole role) => new(
        project.Id,
        project.Name,
        project.Description,
        project.Stack,
        project.Language,
        project.Forks,
        project.CreatedAt.UtcDateTime,
        project.UpdatedAt.UtcDateTime,
        project.OwnerId,
        role.Word());
}
