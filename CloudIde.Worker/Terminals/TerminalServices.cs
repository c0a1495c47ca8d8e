using CloudIde.Core.Terminals;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Terminals;

/// <summary>What every terminal of the worker uses.</summary>
internal sealed record TerminalServices(
    TerminalDirectory Directory,
    TerminalChannels Channels,
    TerminalOutputLog OutputLog,
    TerminalCheckpoints Checkpoints,
    TerminalInputLog InputLog,
    TerminalViewers Viewers,
    WorkerSettings Settings,
    TimeProvider Time,
    ILoggerFactory Loggers);
