using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

internal sealed partial class TerminalFeed
{
    [LoggerMessage(EventName = "TerminalRefreshFailed", Message = "Terminal {Terminal} could not be read.")]
    private static partial void LogRefreshFailed(ILogger logger, Exception error, TerminalKey terminal, LogLevel level);

    [LoggerMessage(EventName = "TerminalRewound", Level = LogLevel.Warning,
        Message = "The output of terminal {Terminal} ended at {Before} and now ends at {Now}: Redis has lost data.")]
    private static partial void LogRewound(ILogger logger, TerminalKey terminal, long before, long now);

    [LoggerMessage(EventName = "TerminalUnsubscribeFailed", Level = LogLevel.Debug,
        Message = "The subscription to terminal {Terminal} could not be ended.")]
    private static partial void LogUnsubscribeFailed(ILogger logger, Exception error, TerminalKey terminal);
}
