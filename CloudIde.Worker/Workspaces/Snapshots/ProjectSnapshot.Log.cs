using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Snapshots;

internal sealed partial class ProjectSnapshot
{
    [LoggerMessage(
        LogLevel.Information,
        "Project {ProjectId}: {Entries} entries were restored from {Packs} packs, {Problems} could not be.",
        EventName = "SnapshotRestored")]
    private partial void LogRestored(string projectId, int entries, int packs, int problems);

    [LoggerMessage(
        LogLevel.Debug,
        "Project {ProjectId}: a pack with {Entries} entries and {Deletions} deletions was written, {Bytes} bytes; the snapshot has {Packs} packs.",
        EventName = "SnapshotSaved")]
    private partial void LogSaved(string projectId, int entries, int deletions, long bytes, int packs);

    [LoggerMessage(
        LogLevel.Warning,
        "Project {ProjectId}: another worker has written the snapshot meanwhile; if this one still has the workspace, it writes all of it next.",
        EventName = "SnapshotConflict")]
    private partial void LogConflict(string projectId);

    [LoggerMessage(LogLevel.Warning, "Project {ProjectId}: old packs of the snapshot could not be deleted yet.", EventName = "SnapshotGarbageKept")]
    private partial void LogGarbageKept(Exception exception, string projectId);
}
