using System.Globalization;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces.Limits;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

/// <summary>
/// Removes what workers of this machine have left that were killed: folders of workspaces, and with them what still runs of
/// their users. On Fargate a task's disk goes with it; on a laptop nobody else would.
/// </summary>
internal sealed partial class LeftFolders(
    WorkerSettings settings, WorkspaceIsolation isolation, TimeProvider time, ILogger<LeftFolders> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>A folder's owner is known a moment after the folder is made.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops.
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(settings.DataDirectory))
        {
            return;
        }

        foreach (var root in Directory.EnumerateDirectories(settings.DataDirectory))
        {
            try
            {
                if (WorkspaceFolder.TryTakeOver(root, olderThan: time.GetUtcNow().UtcDateTime - MinAge) is { } folder)
                {
                    await EndProcessesAsync(folder, cancellationToken);
                    folder.Dispose();
                    LogRemoved(root);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
            {
                // Another worker may be at it too.
                LogNotRemoved(e, root);
            }
        }
    }

    private async Task EndProcessesAsync(WorkspaceFolder folder, CancellationToken cancellationToken)
    {
        if (isolation.Users is null || FileStatus.Of(folder.Home) is not { } status || !settings.UserIds.Contains(status.User)
            || !UserReservation.TryTake(status.User, out var user))
        {
            // The worker's own user, whose other processes are somebody's; or an id that a living workspace has by now.
            return;
        }

        using (user)
        {
            var left = await UserProcesses.KillAllAsync(user.Credentials, cancellationToken);
            if (left > 0)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{left} processes of user {status.User} could not be ended."));
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "The folder {Folder}, left by a worker that was killed, was removed.", EventName = "LeftFolderRemoved")]
    private partial void LogRemoved(string folder);

    [LoggerMessage(LogLevel.Warning, "The folder {Folder}, left by a worker that was killed, could not be removed.", EventName = "LeftFolderNotRemoved")]
    private partial void LogNotRemoved(Exception exception, string folder);
}
