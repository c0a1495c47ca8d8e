using System.Collections.Concurrent;
using CloudIde.Core.Aws;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>
/// An active workspace: its files, its terminals and its end. It follows what Redis says should be: an event only makes it
/// look, and it looks now and then without one, so a lost event is no more than a delay.
/// </summary>
internal sealed partial class Workspace(
    LeaseKeeper keeper,
    WorkspaceFolder folder,
    WorkspaceShells shells,
    WorkspaceSync sync,
    WorkspaceCommands commands,
    WorkspaceDirectory directory,
    TerminalServices services,
    ILogger<Workspace> logger) : IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    /// <summary>How often S3 is listed without a hint that it changed. A listing costs money, and hints are rarely lost.</summary>
    private static readonly TimeSpan RemoteInterval = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan TerminalRetryDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SaveRetryDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (TerminalHost Host, Task Running)> _terminals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _closing = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _look = new(1);
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _ending;
    private volatile bool _remoteHint;
    private long _idleSince;

    private Task _syncing = Task.CompletedTask;

    // The folder holds work that is nowhere else.
    private bool _unsaved;

    private WorkspaceLease Lease => keeper.Lease;

    /// <summary>Restores the files, runs the terminals, and saves the files at the end.</summary>
    /// <param name="stoppingToken">The worker stops.</param>
    /// <returns>Why it ended.</returns>
    public async Task<WorkspaceEnd> RunAsync(CancellationToken stoppingToken)
    {
        var lost = keeper.Lost;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lost);
        await using var events = await directory.SubscribeAsync(Lease.ProjectId, OnEvent);
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
        _syncing = SyncWhileActiveAsync(lost);
        commands.Begin(shells, token => SaveAsync(lookAtRemote: false, token), () => _look.Release());
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
            await commands.EndAsync(TimeSpan.Zero);
            await EndTerminalsAsync();
            _unsaved = false;
            return WorkspaceEnd.LeaseLost;
        }

        await TrySetStatusAsync(WorkspaceState.Stopping, "Saving the files.");
        await commands.EndAsync(stoppingToken.IsCancellationRequested ? commands.StopPatience : TimeSpan.Zero);
        await EndTerminalsAsync();
        await _ended.CancelAsync();
        await _syncing;
        await SaveAsync(lookAtRemote: true, lost);
        _unsaved = false;
        return stoppingToken.IsCancellationRequested ? WorkspaceEnd.WorkerStopping : WorkspaceEnd.Idle;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await commands.DisposeAsync();
        await EndTerminalsAsync();
        await _ended.CancelAsync();
        await Task.WhenAll([_syncing, .. _closing.Values]);
        sync.Dispose();
        if (_unsaved)
        {
            folder.MarkUnsaved(true);
            folder.Leave();
            LogUnsaved(Lease.ProjectId, folder.Files);
        }
        else
        {
            RemoveFolder();
        }

        shells.Dispose();
        _look.Dispose();
        _ended.Dispose();
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        using var activity = WorkerTelemetry.Source.StartActivity("workspace restore");
        var started = services.Time.GetTimestamp();
        await directory.SetStatusAsync(Lease, WorkspaceState.Restoring, "Bringing the files to the worker.");
        folder.Create();
        shells.Watch(Announce);
        var progress = new RestoreProgress(directory, Lease, services.Time);
        await sync.RestoreAsync(progress, cancellationToken);
        await progress.CompleteAsync();
        WorkerTelemetry.RestoreSeconds.Record(services.Time.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Only a word to people: that Redis cannot be reached must not keep the files from being saved.</summary>
    private async Task TrySetStatusAsync(WorkspaceState state, string? message = null)
    {
        try
        {
            await directory.SetStatusAsync(Lease, state, message);
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
            folder.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(e, Lease.ProjectId);
        }
    }

    /// <summary>Starts and closes terminals until nobody has needed the workspace for its idle time.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        _idleSince = services.Time.GetTimestamp();
        while (true)
        {
            try
            {
                await ReconcileAsync(cancellationToken);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Without Redis nothing can be known; the lease decides how long that may last.
                LogUnreachable(e, Lease.ProjectId);
            }

            if (IsNeeded())
            {
                _idleSince = services.Time.GetTimestamp();
            }
            else if (services.Time.GetElapsedTime(_idleSince) >= services.Settings.WorkspaceIdle)
            {
                LogIdle(Lease.ProjectId, services.Settings.WorkspaceIdle);
                return;
            }

            // Not later than the end of the idle time, so that a short one is kept to.
            var untilIdle = services.Settings.WorkspaceIdle - services.Time.GetElapsedTime(_idleSince);
            await WaitForEventAsync(untilIdle < LookInterval ? untilIdle : LookInterval, cancellationToken);
        }
    }

    /// <summary>Whether a command waits or runs, somebody watches a terminal, or a program other than a shell runs in one.</summary>
    private bool IsNeeded() => commands.IsBusy || _terminals.Values.Any(terminal => terminal.Host.IsWatched || terminal.Host.IsBusy);

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        await commands.LookAsync(cancellationToken);
        var records = await services.Directory.ListAsync(Lease.ProjectId);
        foreach (var record in records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var runs = _terminals.TryGetValue(record.TerminalId, out var terminal);
            if (record.Closing)
            {
                // Not awaited: one that takes its time must not delay the others. A second request finds it closing already.
                if (runs)
                {
                    _ = terminal.Host.CloseAsync();
                }
                else if (!_closing.ContainsKey(record.TerminalId))
                {
                    StartClosing(record, cancellationToken);
                }
            }
            else if (!runs && record.State != TerminalState.Exited && MayStart(record.TerminalId))
            {
                Start(record);
            }
        }

        foreach (var gone in _terminals.Keys.Except(records.Select(record => record.TerminalId)).ToList())
        {
            if (_terminals.TryGetValue(gone, out var terminal))
            {
                _ = terminal.Host.CloseAsync();
            }
        }
    }

    /// <summary>A terminal that failed, as when the system has no more processes, is tried again, but not in a loop without end or pause.</summary>
    private bool MayStart(string terminalId) =>
        !_failedAt.TryGetValue(terminalId, out var failed) || services.Time.GetElapsedTime(failed) >= TerminalRetryDelay;

    private void StartClosing(TerminalRecord record, CancellationToken cancellationToken)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _closing[record.TerminalId] = CloseWithoutShellAsync(record, entered.Task, cancellationToken);
        entered.SetResult();
    }

    private void Start(TerminalRecord record)
    {
        var key = new TerminalKey(Lease.ProjectId, record.TerminalId);
        var host = new TerminalHost(key, keeper, services);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _terminals[record.TerminalId] = (host, RunTerminalAsync(host, key, record, started.Task));
        started.SetResult();
    }

    private async Task RunTerminalAsync(TerminalHost host, TerminalKey key, TerminalRecord record, Task started)
    {
        await started;
        try
        {
            var exitCode = await host.RunAsync(record, shells, keeper.Lost);
            if (!_ended.IsCancellationRequested)
            {
                await FinishTerminalAsync(key, exitCode);
            }
        }
        catch (OperationCanceledException) when (keeper.Lost.IsCancellationRequested)
        {
            // The lease is lost: nothing may be written, not even the end.
        }
        catch (Exception e)
        {
            LogTerminalFailed(e, key);
            _failedAt[record.TerminalId] = services.Time.GetTimestamp();
        }
        finally
        {
            _terminals.TryRemove(record.TerminalId, out _);
            await host.DisposeAsync();
            _look.Release();
        }
    }

    private void Announce(string line)
    {
        foreach (var (host, _) in _terminals.Values)
        {
            host.Announce(line);
        }
    }

    /// <summary>What the shell wrote is saved before anyone learns that it has ended.</summary>
    private async Task FinishTerminalAsync(TerminalKey key, int exitCode)
    {
        await SaveAsync(lookAtRemote: false, keeper.Lost);
        if (await services.Directory.GetAsync(key) is { Closing: true })
        {
            await keeper.EnsureHeldAsync(keeper.Lost);
            await services.Directory.RemoveAsync(key);
        }
        else if (!_ending)
        {
            await services.Directory.SetStateAsync(Lease, key, TerminalState.Exited, exitCode);
        }
        else
        {
            // Ended by us, not by the user: the next worker starts a fresh shell in it.
            await services.Directory.SetStateAsync(Lease, key, TerminalState.Waiting);
        }
    }

    private async Task CloseWithoutShellAsync(TerminalRecord record, Task entered, CancellationToken cancellationToken)
    {
        await entered;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        try
        {
            await SaveAsync(lookAtRemote: false, stop.Token);
            await keeper.EnsureHeldAsync(stop.Token);
            await services.Directory.RemoveAsync(new TerminalKey(Lease.ProjectId, record.TerminalId));
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException)
        {
            // Still marked as closing: the next look tries again.
            LogCloseFailed(e, record.TerminalId);
        }
        finally
        {
            _closing.TryRemove(record.TerminalId, out _);
        }
    }

    private async Task SyncWhileActiveAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended.Token);
        using var timer = new PeriodicTimer(services.Settings.SyncInterval, services.Time);
        var lastRemote = services.Time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                var lookAtRemote = _remoteHint || services.Time.GetElapsedTime(lastRemote) >= RemoteInterval;
                try
                {
                    if (lookAtRemote)
                    {
                        _remoteHint = false;
                        lastRemote = services.Time.GetTimestamp();
                    }

                    await sync.SyncAsync(lookAtRemote, stop.Token);
                    folder.MarkUnsaved(false);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    // Whatever it is: a sync that silently ends would lose everything written from then on.
                    _remoteHint |= lookAtRemote;
                    folder.MarkUnsaved(true);
                    LogSyncFailed(e, Lease.ProjectId);
                }
            }
        }
        catch (Exception e) when (stop.IsCancellationRequested && (e is OperationCanceledException || IsStorageError(e)))
        {
            // The workspace ends; a last save follows.
        }
    }

    /// <summary>Saves, and tries until it worked or the lease is lost: giving the workspace up unsaved would lose work.</summary>
    private async Task SaveAsync(bool lookAtRemote, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await sync.SyncAsync(lookAtRemote, cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsStorageError(e))
            {
                LogSyncFailed(e, Lease.ProjectId);
                await Task.Delay(SaveRetryDelay, services.Time, cancellationToken);
            }
        }
    }

    private async Task EndTerminalsAsync()
    {
        _ending = true;
        var running = _terminals.Values.ToList();
        await Task.WhenAll(running.Select(terminal => terminal.Host.CloseAsync()));
        await Task.WhenAll(running.Select(terminal => terminal.Running));
        await shells.EndAsync();
    }

    private static bool IsStorageError(Exception e) =>
        AwsFailure.Is(e) || e is IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException;

    private void OnEvent(WorkspaceEvent kind)
    {
        _remoteHint |= kind == WorkspaceEvent.Files;
        _look.Release();
    }

    private async Task WaitForEventAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (atMost > TimeSpan.Zero)
        {
            await _look.WaitAsync(atMost, cancellationToken);
        }
    }
}
