namespace CloudIde.Server.Projects;

internal sealed partial class ProjectDeletion
{
    [LoggerMessage(EventName = "DeletedWorkspaceNotEnded", Level = LogLevel.Warning,
        Message = "The worker of the deleted project {ProjectId} could not be told: {Reason}")]
    private partial void LogWorkspaceNotEnded(string projectId, string reason);

    [LoggerMessage(EventName = "DeletedProjectNotSwept", Level = LogLevel.Warning,
        Message = "What the worker of the deleted project {ProjectId} may have saved last stays in the bucket: {Reason}")]
    private partial void LogSweepFailed(string projectId, string reason);
}
