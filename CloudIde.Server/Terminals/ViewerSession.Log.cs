using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

internal sealed partial class ViewerSession
{
    [LoggerMessage(EventName = "ViewerAttached", Level = LogLevel.Information,
        Message = "Viewer {Viewer} watches terminal {Terminal} from {Offset} on.")]
    private static partial void LogAttached(ILogger logger, string viewer, TerminalKey terminal, long offset);

    [LoggerMessage(EventName = "ViewerDetached", Level = LogLevel.Information,
        Message = "Viewer {Viewer} no longer watches terminal {Terminal}; it was sent everything before {Offset}. Why: {Reason}")]
    private static partial void LogDetached(ILogger logger, string viewer, TerminalKey terminal, long offset, string reason);
}
