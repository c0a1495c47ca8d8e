using CloudIde.Server.Workspaces;

namespace CloudIde.Server.ProjectEvents;

/// <summary>The projects that somebody has open through this server, each once.</summary>
internal sealed class ProjectFeeds(ProjectFeedServices services)
{
    private readonly SharedByKey<string, ProjectFeed> _feeds = new(projectId => ProjectFeed.StartAsync(projectId, services));

    /// <summary>How many there are.</summary>
    public int Count => _feeds.Count;

    /// <summary>Joins those who have a project open.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The shared feed; dispose of the share to leave it.</returns>
    public Task<SharedByKey<string, ProjectFeed>.Share> JoinAsync(string projectId) => _feeds.JoinAsync(projectId);
}
