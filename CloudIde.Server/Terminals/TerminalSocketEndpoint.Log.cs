namespace CloudIde.Server.Terminals;

internal sealed partial class TerminalSocketEndpoint
{
    [LoggerMessage(EventName = "AttachActivationFailed", Level = LogLevel.Warning,
        Message = "No worker could be asked for as a viewer attached to project {ProjectId}; trying again.")]
    private static partial void LogActivationFailed(ILogger logger, Exception error, string projectId);
}
