using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Projects;

/// <summary>The one place that decides whether a user may use a project. Every route and socket of a project asks here.</summary>
internal sealed class ProjectGate(IMetadataStore store)
{
    /// <summary>Lets a user through who has at least a role.</summary>
    /// <param name="user">The signed-in user.</param>
    /// <param name="projectId">The project of the route.</param>
    /// <param name="needed">The least role that may do this.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The project and the user's role in it.</returns>
    /// <exception cref="ProblemException">404 when there is no such project, 403 when the role is missing or too low.</exception>
    public async Task<(Project Project, ProjectRole Role)> RequireAsync(
        CurrentUser user, string projectId, ProjectRole needed, CancellationToken cancellationToken)
    {
        var access = await store.FindProjectAsync(projectId, user.Id, cancellationToken)
            ?? throw ProblemException.NotFound("There is no such project.");
        return access.Role switch
        {
            null => throw ProblemException.Forbidden("This project belongs to someone else and is not shared with you."),
            { } role when role < needed => throw ProblemException.Forbidden(
                $"You are {Article(role)} {role.Word()} of this project; this needs its {needed.Word()}."),
            { } role => (access.Project, role),
        };
    }

    private static string Article(ProjectRole role) => role == ProjectRole.Viewer ? "a" : "an";
}
