using System.ComponentModel;
using System.Globalization;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Limits;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

/// <summary>How the shells of one workspace run: as which user, in which environment, within which limits.</summary>
internal sealed partial class WorkspaceShells(
    string projectId,
    WorkspaceFolder folder,
    UserReservation? user,
    WorkspaceIsolation isolation,
    LimitWatch watch,
    WorkerSettings settings,
    ILogger<WorkspaceShells> logger) : IDisposable
{
    /// <summary>The name that programs show for an own user, which the system has no name for.</summary>
    private const string UserName = "cloudide";

    private const string ChangeFolder = "/bin/sh";

    /// <summary>
    /// Enters a folder with the user's own rights, if it can, and becomes the shell. The worker itself must not: the user may
    /// have put a link to any place there.
    /// </summary>
    private const string ChangeFolderScript = "cd -- \"$1\" 2>/dev/null; shift; exec \"$@\"";

    private WatchedWorkspace? _watched;
    private DiskGuard? _disk;

    /// <summary>Watches the limits that the kernel does not enforce, from now on.</summary>
    /// <param name="announce">Prints a line in every terminal.</param>
    public void Watch(Action<string> announce)
    {
        if (user is not null && isolation.HasLimits)
        {
            _watched = new WatchedWorkspace(projectId, user.Credentials, folder.Root, announce);
            _disk = watch.Watch(_watched);
        }
    }

    /// <summary>What a new terminal runs.</summary>
    /// <param name="startFolder">Where, as <see cref="FolderOf"/> has it. In the project's folder when it is null or cannot be entered.</param>
    /// <returns>A login shell.</returns>
    public ShellLaunch Launch(string? startFolder)
    {
        var environment = ShellEnvironment.Build(folder.Home, user is null ? Environment.UserName : UserName, settings.Shell);
        environment["TMPDIR"] = folder.ShellTemporary;
        if (user is not null)
        {
            environment["PATH"] = OpenPath.Of(environment["PATH"]);
        }

        var limits = isolation.HasLimits ? settings.Limits.OfShell(ownUser: user is not null) : null;
        return new ShellLaunch
        {
            File = startFolder is null ? settings.Shell : ChangeFolder,
            Arguments = startFolder is null
                ? LoginShell.Arguments
                : ["-c", ChangeFolderScript, "sh", Path.Combine(folder.Home, startFolder), settings.Shell, .. LoginShell.Arguments],
            Environment = environment,
            WorkingDirectory = folder.Files,
            Credentials = user?.Credentials,

            // Deleting is all that can be done on a full disk, and needs a shell.
            Limits = _disk is { IsFull: true } ? limits! with { FileSizeBytes = 0 } : limits,
        };
    }

    /// <summary>Where a process is. Linux only: other systems tell it by other means, and there fresh shells start in the project.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>The folder below the home folder, or with a leading slash elsewhere; null when it is not known.</returns>
    public string? FolderOf(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            // A folder that was removed has a name with a remark behind it, and is none to start in.
            var path = new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cwd")).LinkTarget;
            return path is null || path.EndsWith(" (deleted)", StringComparison.Ordinal) ? null
                : path == folder.Home ? "."
                : path.StartsWith(folder.Home + '/', StringComparison.Ordinal) ? path[(folder.Home.Length + 1)..]
                : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return null;
        }
    }

    /// <summary>Ends every process of an own user, however well it hid, and removes what it left in folders that all users share.</summary>
    /// <returns>A task that ends when they are gone.</returns>
    public async Task EndAsync()
    {
        if (user is null)
        {
            return;
        }

        try
        {
            var left = await UserProcesses.KillAllAsync(user.Credentials, CancellationToken.None);
            if (left > 0)
            {
                LogLeft(null, left, projectId);
            }
        }
        catch (Win32Exception e)
        {
            // The machine has no process left for the tool that kills. What follows, saving the files, must not depend on it.
            LogLeft(e, -1, projectId);
        }

        using var scope = new FileSystemUser(user.Credentials).Enter();
        foreach (var entry in SharedFolders.EntriesOf(user.Credentials))
        {
            Remove(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_watched is not null)
        {
            watch.Forget(_watched);
        }

        user?.Dispose();
    }

    private void Remove(string entry)
    {
        try
        {
            if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next workspace does not get this user id while it is there.
            LogNotRemoved(e, entry, projectId);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} processes of the workspace of project {ProjectId} could not be ended (-1: unknown).", EventName = "ProcessesLeft")]
    private partial void LogLeft(Exception? exception, int count, string projectId);

    [LoggerMessage(LogLevel.Warning, "{Path}, left by the workspace of project {ProjectId}, could not be removed.", EventName = "LeftBehind")]
    private partial void LogNotRemoved(Exception exception, string path, string projectId);
}
