using System.Collections.Concurrent;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Processes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>
/// Watches the memory and the files of all workspaces with an own user. Looking at everything costs; so most looks only
/// ask the machine how much memory and disk are free, and the rest follows when that has shrunk or some time has passed.
/// </summary>
internal sealed partial class LimitWatch(WorkerSettings settings, TimeProvider time, ILogger<LimitWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DiskInterval = TimeSpan.FromSeconds(30);

    /// <summary>Counting files takes at most this part of one processor, unless the disk fills.</summary>
    private const int DiskDuty = 50;

    /// <summary>And this part where one is full already.</summary>
    private const int FullDuty = 4;

    /// <summary>A look at everything when this part of a limit went since the last one.</summary>
    private const int Shrunk = 8;

    private readonly ConcurrentDictionary<WatchedWorkspace, (MemoryGuard Memory, DiskGuard Disk)> _watched = [];

    private long _memoryFree;
    private long _memoryLooked;
    private long _diskFree;
    private long _diskLooked;
    private TimeSpan _diskDuration;

    /// <summary>Watches a workspace until <see cref="Forget"/>.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <returns>Says whether its disk is full.</returns>
    public DiskGuard Watch(WatchedWorkspace workspace)
    {
        var disk = new DiskGuard(workspace, settings.Limits);
        _watched[workspace] = (new MemoryGuard(workspace, settings.Limits), disk);
        return disk;
    }

    /// <summary>Watches a workspace no longer.</summary>
    /// <param name="workspace">The workspace.</param>
    public void Forget(WatchedWorkspace workspace) => _watched.TryRemove(workspace, out _);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Glance, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (!_watched.IsEmpty)
                {
                    Look(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops.
        }
    }

    private void Look(CancellationToken cancellationToken)
    {
        try
        {
            var (memory, disk) = (IsMemoryDue(), IsDiskDue());
            if (!memory && !disk)
            {
                return;
            }

            var users = _watched.Keys.Select(workspace => workspace.User.UserId).ToHashSet();
            var processes = UserProcesses.Find(users.Contains).ToLookup(process => process.UserId);
            var started = time.GetTimestamp();
            foreach (var (workspace, guards) in _watched)
            {
                var own = processes[workspace.User.UserId].ToList();
                own.ForEach(process => MemoryPressure.PreferAsVictim(process.Entry.Id));
                guards.Memory.Check(own);
                if (disk)
                {
                    guards.Disk.Check(own, cancellationToken);
                }
            }

            if (disk)
            {
                _diskDuration = time.GetElapsedTime(started);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next look is soon.
            LogFailed(e);
        }
    }

    private bool IsMemoryDue()
    {
        var free = FreeMemory();
        if (free > _memoryFree - (settings.Limits.MemoryBytes / Shrunk) && time.GetElapsedTime(_memoryLooked) < MemoryInterval)
        {
            // More became free: what is taken from now on counts from here.
            _memoryFree = Math.Max(_memoryFree, free);
            return false;
        }

        _memoryFree = free;
        _memoryLooked = time.GetTimestamp();
        return true;
    }

    private bool IsDiskDue()
    {
        var free = new DriveInfo(settings.DataDirectory).AvailableFreeSpace;
        var pause = _watched.Values.Any(guards => guards.Disk.IsFull)
            ? _diskDuration * FullDuty
            : TimeSpan.FromTicks(Math.Max(DiskInterval.Ticks, _diskDuration.Ticks * DiskDuty));
        var shrunk = free <= _diskFree - (settings.Limits.DiskBytes / Shrunk);
        if (!shrunk && time.GetElapsedTime(_diskLooked) < pause)
        {
            _diskFree = Math.Max(_diskFree, free);
            return false;
        }

        _diskFree = free;
        _diskLooked = time.GetTimestamp();
        return true;
    }

    private static long FreeMemory() =>
        ProcText.Line("/proc/meminfo", "MemAvailable:", FileSystemUser.Self) is { } line ? ProcText.Kilobytes(line) : 0;

    [LoggerMessage(LogLevel.Warning, "The limits of the workspaces could not be looked at; trying again.", EventName = "LimitsUnknown")]
    private partial void LogFailed(Exception exception);
}
