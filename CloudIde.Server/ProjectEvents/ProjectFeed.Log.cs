namespace CloudIde.Server.ProjectEvents;

internal sealed partial class ProjectFeed
{
    [LoggerMessage(EventName = "WorkspaceKeepLookFailed", Message = "Why the workspace of project {ProjectId} is kept could not be read.")]
    private static partial void LogLookFailed(ILogger logger, Exception error, string projectId, LogLevel level);

    [LoggerMessage(EventName = "ProjectUnsubscribeFailed", Level = LogLevel.Debug,
        Message = "The subscription to the changes of project {ProjectId} could not be ended.")]
    private static partial void LogUnsubscribeFailed(ILogger logger, Exception error, string projectId);
}
