namespace CloudIde.Core.Workspaces;

/// <summary>A worker's hold of a workspace.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="WorkerId">The worker.</param>
public sealed record WorkspaceHolder(string ProjectId, string WorkerId);
