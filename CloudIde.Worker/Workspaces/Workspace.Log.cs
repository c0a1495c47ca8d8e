using CloudIde.Core.Terminals;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

internal sealed partial class Workspace
{
    [LoggerMessage(LogLevel.Information, "Project {ProjectId} had no viewer and no running program for {Idle}.", EventName = "Idle")]
    private partial void LogIdle(string projectId, TimeSpan idle);

    [LoggerMessage(LogLevel.Warning, "Redis could not be reached for project {ProjectId}.", EventName = "Unreachable")]
    private partial void LogUnreachable(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Warning, "The files of project {ProjectId} could not be synchronized; trying again.", EventName = "SyncFailed")]
    private partial void LogSyncFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Error, "Terminal {Terminal} failed.", EventName = "TerminalFailed")]
    private partial void LogTerminalFailed(Exception exception, TerminalKey terminal);

    [LoggerMessage(LogLevel.Warning, "Terminal {TerminalId} could not be closed; trying again.", EventName = "CloseFailed")]
    private partial void LogCloseFailed(Exception exception, string terminalId);

    [LoggerMessage(LogLevel.Error, "The files of project {ProjectId} could not be saved; they are kept in {Folder}.", EventName = "Unsaved")]
    private partial void LogUnsaved(string projectId, string folder);

    [LoggerMessage(LogLevel.Warning, "The folder of project {ProjectId} could not be removed.", EventName = "FolderNotRemoved")]
    private partial void LogNotRemoved(Exception exception, string projectId);
}
