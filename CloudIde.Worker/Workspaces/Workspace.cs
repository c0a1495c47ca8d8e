using CloudIde.Core.Workspaces;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using CloudIde.Worker.Workspaces.Idle;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>
/// An active workspace: its files, its terminals and its end. It follows what Redis says should be: an event only makes it
/// look, and it looks now and then without one, so a lost event is no more than a delay.
/// </summary>
internal sealed partial class Workspace : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly LeaseKeeper _keeper;
    private readonly WorkspaceFolder _folder;
    private readonly WorkspaceShells _shells;
    private readonly WorkspaceFiles _files;
    private readonly WorkspaceTerminals _terminals;
    private readonly WorkspaceCommands _commands;
    private readonly IdleWatch _idle;
    private readonly WorkspaceDirectory _directory;
    private readonly TerminalServices _services;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _look = new(1);
    private readonly CancellationTokenSource _ended = new();
    private Task _syncing = Task.CompletedTask;

    private volatile bool _isDeleted;

    // The folder holds work that is nowhere else.
    private bool _unsaved;

    /// <param name="keeper">Its lease, already held and being renewed.</param>
    /// <param name="folder">Its folders on this worker.</param>
    /// <param name="shells">How its shells run.</param>
    /// <param name="files">Its files.</param>
    /// <param name="commands">Its commands.</param>
    /// <param name="idle">How long it is kept.</param>
    /// <param name="directory">Where its state is told.</param>
    /// <param name="services">What every terminal uses.</param>
    public Workspace(
        LeaseKeeper keeper,
        WorkspaceFolder folder,
        WorkspaceShells shells,
        WorkspaceFiles files,
        WorkspaceCommands commands,
        IdleWatch idle,
        WorkspaceDirectory directory,
        TerminalServices services)
    {
        _keeper = keeper;
        _folder = folder;
        _shells = shells;
        _files = files;
        _commands = commands;
        _idle = idle;
        _directory = directory;
        _services = services;
        _logger = services.Loggers.CreateLogger<Workspace>();
        _terminals = new WorkspaceTerminals(
            keeper, shells, files, services, onEnded: () => _look.Release(), services.Loggers.CreateLogger<WorkspaceTerminals>());
        files.Announce = _terminals.AnnounceNowOrLater;
    }

    private WorkspaceLease Lease => _keeper.Lease;

    /// <summary>Restores the files, runs the terminals, and saves the files at the end.</summary>
    /// <param name="stoppingToken">The worker stops.</param>
    /// <returns>Why it ended.</returns>
    public async Task<WorkspaceEnd> RunAsync(CancellationToken stoppingToken)
    {
        var lost = _keeper.Lost;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lost);
        await using var events = await _directory.SubscribeAsync(Lease.ProjectId, OnEvent);
        try
        {
            await RestoreAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nothing was changed yet, so there is nothing to save.
            return lost.IsCancellationRequested ? WorkspaceEnd.LeaseLost : WorkspaceEnd.WorkerStopping;
        }

        await TrySetStatusAsync(WorkspaceState.Active);

        // Goes on while terminals end: what they wrote is safe even when one takes its time.
        _unsaved = true;
        _syncing = SyncAsync(lost);
        _commands.Begin(_shells, _files.SaveAsync, () => _look.Release());
        try
        {
            await FollowAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ends below, in the way that fits the reason.
        }

        if (lost.IsCancellationRequested)
        {
            await _commands.EndAsync(TimeSpan.Zero);
            await _terminals.EndAsync();
            _unsaved = false;
            return WorkspaceEnd.LeaseLost;
        }

        if (_isDeleted)
        {
            return await EndDeletedAsync();
        }

        await TrySetStatusAsync(WorkspaceState.Stopping, "Saving the files.");
        await _commands.EndAsync(stoppingToken.IsCancellationRequested ? _commands.StopPatience : TimeSpan.Zero);
        await _terminals.EndAsync();
        await _ended.CancelAsync();
        await _syncing;
        await _files.SaveAllAsync(lost);
        _unsaved = false;
        return stoppingToken.IsCancellationRequested ? WorkspaceEnd.WorkerStopping : WorkspaceEnd.Idle;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _commands.DisposeAsync();
        await _terminals.EndAsync();
        await _ended.CancelAsync();
        await _syncing;
        await _terminals.DisposeAsync();
        await _files.DisposeAsync();
        if (_unsaved)
        {
            _folder.MarkUnsaved(true);
            _folder.Leave();
            LogUnsaved(Lease.ProjectId, _folder.Files);
        }
        else
        {
            RemoveFolder();
        }

        _shells.Dispose();
        _look.Dispose();
        _ended.Dispose();
    }

    /// <summary>Nothing is saved of a project that is deleted: it would be there again.</summary>
    private async Task<WorkspaceEnd> EndDeletedAsync()
    {
        await _ended.CancelAsync();
        await _syncing;
        _unsaved = false;
        await _commands.EndAsync(TimeSpan.Zero);
        await _terminals.EndWithoutSavingAsync();
        return WorkspaceEnd.Deleted;
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        using var activity = WorkerTelemetry.Source.StartActivity("workspace restore");
        var started = _services.Time.GetTimestamp();
        await _directory.SetStatusAsync(Lease, WorkspaceState.Restoring, "Bringing the files to the worker.");
        _folder.Create();
        _shells.Watch(_terminals.Announce);
        var progress = new RestoreProgress(_directory, Lease, _services.Time);
        await _files.RestoreAsync(progress, cancellationToken);
        await progress.CompleteAsync();
        WorkerTelemetry.RestoreSeconds.Record(_services.Time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task SyncAsync(CancellationToken lost)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(lost, _ended.Token);
        await _files.RunAsync(stop.Token);
    }

    /// <summary>Only a word to people: that Redis cannot be reached must not keep the files from being saved.</summary>
    private async Task TrySetStatusAsync(WorkspaceState state, string? message = null)
    {
        try
        {
            await _directory.SetStatusAsync(Lease, state, message);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnreachable(e, Lease.ProjectId);
        }
    }

    private void RemoveFolder()
    {
        try
        {
            _folder.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(e, Lease.ProjectId);
        }
    }

    private void OnEvent(WorkspaceEvent kind)
    {
        if (kind == WorkspaceEvent.Files)
        {
            _files.LookAtRemote();
        }

        _isDeleted |= kind == WorkspaceEvent.Deleted;
        _look.Release();
    }

    /// <summary>Starts and closes terminals until nobody has needed the workspace for its idle time.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!_isDeleted)
        {
            TimeSpan? untilStop = null;
            try
            {
                await _commands.LookAsync(cancellationToken);
                await _terminals.ReconcileAsync(cancellationToken);
                untilStop = await _idle.LookAsync(_terminals.Running, _commands.Need, _terminals.Announce);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Without Redis nothing can be known; the lease decides how long that may last.
                LogUnreachable(e, Lease.ProjectId);
            }

            if (untilStop <= TimeSpan.Zero)
            {
                LogIdle(Lease.ProjectId, _services.Settings.WorkspaceIdle);
                return;
            }

            // Not later than the end of the idle time, so that a short one is kept to.
            await _look.WaitAsync(untilStop < LookInterval ? untilStop.Value : LookInterval, cancellationToken);
        }
    }
}
