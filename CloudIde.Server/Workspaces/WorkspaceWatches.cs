using CloudIde.Core.Workspaces;

namespace CloudIde.Server.Workspaces;

/// <summary>The workspaces that this server follows, each once.</summary>
internal sealed class WorkspaceWatches(
    WorkspaceDirectory workspaces, WorkspaceActivator activator, TimeProvider time, ILogger<WorkspaceWatch> logger)
{
    private readonly SharedByKey<string, WorkspaceWatch> _watches =
        new(projectId => WorkspaceWatch.StartAsync(projectId, workspaces, activator, time, logger));

    /// <summary>Follows a workspace.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The shared watch; dispose of the share to leave it.</returns>
    public Task<SharedByKey<string, WorkspaceWatch>.Share> JoinAsync(string projectId) => _watches.JoinAsync(projectId);
}
