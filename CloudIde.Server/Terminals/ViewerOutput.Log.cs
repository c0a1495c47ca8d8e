using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

internal sealed partial class ViewerOutput
{
    [LoggerMessage(EventName = "TerminalReadFailed", Level = LogLevel.Warning,
        Message = "The output of terminal {Terminal} from {Offset} could not be read for viewer {Viewer}; trying again.")]
    private static partial void LogReadFailed(ILogger logger, Exception error, TerminalKey terminal, string viewer, long offset);
}
