using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

internal sealed partial class ViewerReporter
{
    [LoggerMessage(EventName = "ViewerReportFailed", Message = "Viewer {Viewer} of terminal {Terminal} could not be reported.")]
    private static partial void LogReportFailed(ILogger logger, Exception error, TerminalKey terminal, string viewer, LogLevel level);
}
