using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>What a feed needs.</summary>
internal sealed record TerminalFeedServices(
    TerminalChannels Channels,
    TerminalDirectory Directory,
    TerminalViewers Viewers,
    WorkspaceWatches Workspaces,
    TimeProvider Time,
    ILogger<TerminalFeed> Logger);
