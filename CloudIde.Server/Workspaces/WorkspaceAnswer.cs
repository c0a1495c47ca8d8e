using CloudIde.Core.Workspaces;

namespace CloudIde.Server.Workspaces;

/// <summary>A workspace in the API.</summary>
/// <param name="State">What it is doing, in a word.</param>
/// <param name="Message">A sentence about it, or null.</param>
/// <param name="WorkerId">The worker that holds it, or null.</param>
/// <param name="KeptBecause">Why it is kept, a sentence; null when no worker has said.</param>
/// <param name="StopsAt">When it stops unless something happens before, or null.</param>
/// <param name="KeepUntil">Until when somebody asked to keep it, or null.</param>
internal sealed record WorkspaceAnswer(
    string State, string? Message, string? WorkerId, string? KeptBecause, DateTimeOffset? StopsAt, DateTimeOffset? KeepUntil)
{
    /// <summary>Shows a workspace.</summary>
    /// <param name="status">What it is doing.</param>
    /// <param name="keep">Why it is kept.</param>
    /// <returns>What the API shows.</returns>
    public static WorkspaceAnswer Of(WorkspaceStatus status, WorkspaceKeep keep) =>
        new(status.State.Word(), status.Message, status.WorkerId, keep.Reason, keep.StopsAt, keep.KeepUntil);
}
