using CloudIde.Core.Workspaces;

namespace CloudIde.Server.Workspaces;

/// <summary>The words for <see cref="WorkspaceState"/> in the API.</summary>
internal static class WorkspaceStateNames
{
    /// <summary>The state's word.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The word, lower case.</returns>
    public static string Word(this WorkspaceState state) => state switch
    {
        WorkspaceState.Inactive => "inactive",
        WorkspaceState.Queued => "queued",
        WorkspaceState.Starting => "starting",
        WorkspaceState.Restoring => "restoring",
        WorkspaceState.Active => "active",
        WorkspaceState.Stopping => "stopping",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
