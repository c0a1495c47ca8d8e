namespace CloudIde.Core.Workspaces;

/// <summary>What a workspace is doing, for people who wait for it.</summary>
/// <param name="State">The state.</param>
/// <param name="Message">A sentence for the user, or null.</param>
/// <param name="WorkerId">The worker that holds it, or null.</param>
public sealed record WorkspaceStatus(WorkspaceState State, string? Message = null, string? WorkerId = null);
