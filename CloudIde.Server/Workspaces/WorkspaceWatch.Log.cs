namespace CloudIde.Server.Workspaces;

internal sealed partial class WorkspaceWatch
{
    [LoggerMessage(EventName = "WorkspaceLookFailed", Message = "The state of the workspace of project {ProjectId} could not be read.")]
    private partial void LogLookFailed(Exception error, string projectId, LogLevel level);

    [LoggerMessage(EventName = "WorkspaceUnsubscribeFailed", Level = LogLevel.Debug,
        Message = "The subscription to the workspace of project {ProjectId} could not be ended.")]
    private partial void LogUnsubscribeFailed(Exception error, string projectId);
}
