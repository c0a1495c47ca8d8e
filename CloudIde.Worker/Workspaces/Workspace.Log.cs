using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

internal sealed partial class Workspace
{
    [LoggerMessage(LogLevel.Information, "Nobody watched project {ProjectId} and nothing ran in it for {Idle}.", EventName = "Idle")]
    private partial void LogIdle(string projectId, TimeSpan idle);

    [LoggerMessage(LogLevel.Warning, "Redis could not be reached for project {ProjectId}.", EventName = "Unreachable")]
    private partial void LogUnreachable(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Error, "The files of project {ProjectId} could not be saved; they are kept in {Folder}.", EventName = "Unsaved")]
    private partial void LogUnsaved(string projectId, string folder);

    [LoggerMessage(LogLevel.Warning, "The folder of project {ProjectId} could not be removed.", EventName = "FolderNotRemoved")]
    private partial void LogNotRemoved(Exception exception, string projectId);
}
