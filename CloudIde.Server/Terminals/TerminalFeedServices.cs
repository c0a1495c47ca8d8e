using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Terminals;

/// <summary>What a feed needs.</summary>
internal sealed record TerminalFeedServices(
    IConnectionMultiplexer Redis,
    TerminalChannels Channels,
    TerminalDirectory Directory,
    TerminalViewers Viewers,
    WorkspaceWatches Workspaces,
    TimeProvider Time,
    ILogger<TerminalFeed> Logger);
