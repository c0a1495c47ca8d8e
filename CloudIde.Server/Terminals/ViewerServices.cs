using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>What a viewer's connection needs.</summary>
internal sealed record ViewerServices(
    TerminalDirectory Directory,
    TerminalOutputLog Output,
    TerminalCheckpoints Checkpoints,
    TerminalInputLog Input,
    TerminalChannels Channels,
    TerminalViewers Viewers,
    WorkspaceActivator Activator,
    TerminalSettings Settings,
    TerminalMetrics Metrics,
    ServerTelemetry Telemetry,
    TimeProvider Time,
    ILogger<ViewerSession> Logger);
