using CloudIde.Core.Workspaces;

namespace CloudIde.Server.Workspaces;

/// <summary>What a server knows of a workspace at one moment.</summary>
/// <param name="Status">What the workspace is doing.</param>
/// <param name="Problem">Why no worker could be asked for, a sentence for the user; or null.</param>
internal sealed record WorkspaceView(WorkspaceStatus Status, string? Problem);
