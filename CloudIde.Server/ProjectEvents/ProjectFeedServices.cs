using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.ProjectEvents;

/// <summary>What a feed needs.</summary>
internal sealed record ProjectFeedServices(
    FileChangeChannel Files,
    WorkspaceDirectory Workspaces,
    WorkspaceKeeping Keeping,
    WorkspaceWatches Watches,
    ILogger<ProjectFeed> Logger);
