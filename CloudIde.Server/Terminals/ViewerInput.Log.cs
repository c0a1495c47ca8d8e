using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

internal sealed partial class ViewerInput
{
    [LoggerMessage(EventName = "InputAppendFailed", Level = LogLevel.Warning,
        Message = "Input of viewer {Viewer} for terminal {Terminal} could not be stored; trying again.")]
    private static partial void LogAppendFailed(ILogger logger, Exception error, TerminalKey terminal, string viewer);

    [LoggerMessage(EventName = "InputGap", Level = LogLevel.Warning,
        Message = "Viewer {Viewer} of terminal {Terminal} sent input from {Offset} on, but only what is before {Accepted} is known.")]
    private static partial void LogGap(ILogger logger, TerminalKey terminal, string viewer, long offset, long accepted);

    [LoggerMessage(EventName = "InputGivenUp", Level = LogLevel.Warning,
        Message = "Viewer {Viewer} of terminal {Terminal} left while input waited; what was not stored is not acknowledged either.")]
    private static partial void LogGaveUp(ILogger logger, TerminalKey terminal, string viewer);
}
