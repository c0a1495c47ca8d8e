using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

internal sealed partial class WorkspaceFiles
{
    [LoggerMessage(LogLevel.Error, "The files of {ProjectId} could not be synchronised; trying again.", EventName = "SyncFailed")]
    private partial void LogSyncFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Error, "The snapshot of {ProjectId} could not be saved; trying again.", EventName = "SnapshotFailed")]
    private partial void LogSnapshotFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Warning, "Nobody could be told of changed files of {ProjectId}.", EventName = "NotTold")]
    private partial void LogNotTold(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Warning, "Changes of {ProjectId} cannot be watched completely; its folder is looked through every {Interval} instead.", EventName = "NotWatched")]
    private partial void LogNotWatched(string projectId, TimeSpan interval);

    [LoggerMessage(LogLevel.Debug, "The snapshot of {ProjectId} was saved: {Entries} entries, {Bytes} bytes, {Requests} requests, {Packs} packs.", EventName = "SnapshotUpToDate")]
    private partial void LogSnapshotSaved(string projectId, int entries, long bytes, int requests, int packs);
}
