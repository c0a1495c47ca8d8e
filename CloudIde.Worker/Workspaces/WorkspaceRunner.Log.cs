using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

internal sealed partial class WorkspaceRunner
{
    [LoggerMessage(LogLevel.Error, "The message {MessageId}, received {ReceiveCount} times, is no activation: {Problem}", EventName = "Malformed")]
    private partial void LogMalformed(string messageId, int receiveCount, string? problem);

    [LoggerMessage(LogLevel.Information, "Took the workspace of project {ProjectId}, epoch {Epoch}.", EventName = "Acquired")]
    private partial void LogAcquired(string projectId, long epoch);

    [LoggerMessage(LogLevel.Information, "Gave up the workspace of project {ProjectId}, epoch {Epoch}: {End}.", EventName = "Ended")]
    private partial void LogEnded(string projectId, long epoch, WorkspaceEnd end);

    [LoggerMessage(LogLevel.Error, "The workspace of project {ProjectId} failed.", EventName = "Failed")]
    private partial void LogFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Warning, "The workspace of project {ProjectId} failed after its lease was lost.", EventName = "FailedUnleased")]
    private partial void LogFailedUnleased(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Information, "Project {ProjectId} is active on worker {WorkerId} already; the needless activation is deleted.", EventName = "Duplicate")]
    private partial void LogDuplicate(string projectId, string workerId);

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId} is still leased by worker {WorkerId} for the same activation; it gets this delivery if it lives.", EventName = "StillHeld")]
    private partial void LogHeld(string projectId, string workerId);

    [LoggerMessage(LogLevel.Warning, "Whether project {ProjectId} is still this worker's is not known; its activation returns to the queue.", EventName = "Unconfirmed")]
    private partial void LogUnconfirmed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Information, "Asked for another worker for project {ProjectId}.", EventName = "HandedOver")]
    private partial void LogHandedOver(string projectId);
}
