using CloudIde.Core.Projects;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

internal sealed partial class WorkspaceSync
{
    [LoggerMessage(LogLevel.Warning, "The file {Path} was changed on both sides; the terminal's version is kept as {Copy}.", EventName = "Conflict")]
    private partial void LogConflict(ProjectPath path, ProjectPath copy);

    [LoggerMessage(LogLevel.Warning, "The file {Path} cannot be read, so it is not saved.", EventName = "Unreadable")]
    private partial void LogUnreadable(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Warning, "The file {Path} cannot be written.", EventName = "Unwritable")]
    private partial void LogUnwritable(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Warning, "The file {Path} is larger than S3 takes, so it is not saved.", EventName = "TooLarge")]
    private partial void LogTooLarge(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Debug, "The file {Path} changed while it was uploaded; the next round takes it.", EventName = "Unsteady")]
    private partial void LogUnsteady(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Warning, "The project's folder was removed as a whole; it is restored.", EventName = "RootRemoved")]
    private partial void LogRootRemoved();

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} cannot be read; what it holds is not saved.", EventName = "UnreadableFolder")]
    private partial void LogUnreadableFolder(string folder);

    [LoggerMessage(LogLevel.Warning, "The name {Name} is not allowed in a project, so it is not saved.", EventName = "Refused")]
    private partial void LogRefused(string name);
}
