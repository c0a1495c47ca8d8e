using System.Collections.Concurrent;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Terminals;
using CloudIde.Worker.Workspaces.Files;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>The terminals of an active workspace: starts and closes them as Redis says they should be.</summary>
/// <param name="keeper">The workspace's lease.</param>
/// <param name="shells">How shells run.</param>
/// <param name="files">What a shell wrote is saved before its end is told.</param>
/// <param name="services">What every terminal uses.</param>
/// <param name="onEnded">Told when one has ended.</param>
/// <param name="logger">For what goes wrong.</param>
internal sealed partial class WorkspaceTerminals(
    LeaseKeeper keeper, WorkspaceShells shells, WorkspaceFiles files, TerminalServices services, Action onEnded, ILogger<WorkspaceTerminals> logger)
    : IAsyncDisposable
{
    private const int MostUnheard = 20;

    private static readonly TimeSpan TerminalRetryDelay = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (TerminalHost Host, Task Running)> _terminals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _failedAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _closing = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _unheard = new();
    private readonly CancellationTokenSource _stopped = new();
    private volatile bool _ending;

    /// <summary>The terminals that run, by id.</summary>
    public IReadOnlyCollection<KeyValuePair<string, TerminalHost>> Running =>
        [.. _terminals.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Host))];

    /// <summary>Starts and closes terminals as Redis has them.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when all are on their way.</returns>
    public async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        AnnounceUnheard();
        var records = await services.Directory.ListAsync(keeper.Lease.ProjectId);
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

    /// <summary>Prints a line in every terminal.</summary>
    /// <param name="line">The line.</param>
    public void Announce(string line) => TryAnnounce(line);

    /// <summary>Prints a line in every terminal, or in the first one that there is: a restore ends before any shell runs.</summary>
    /// <param name="line">The line.</param>
    public void AnnounceNowOrLater(string line)
    {
        if (!TryAnnounce(line) && _unheard.Count < MostUnheard)
        {
            _unheard.Enqueue(line);
        }
    }

    /// <summary>Ends all terminals and what runs in them. The next worker starts fresh shells in them.</summary>
    /// <returns>A task that ends when no process is left.</returns>
    public async Task EndAsync()
    {
        _ending = true;
        var running = _terminals.Values.ToList();
        await Task.WhenAll(running.Select(terminal => terminal.Host.CloseAsync()));
        await Task.WhenAll(running.Select(terminal => terminal.Running));
        await shells.EndAsync();
    }

    /// <summary>The same for a project that is deleted: nothing is saved or told.</summary>
    /// <returns>A task that ends when no process is left.</returns>
    public async Task EndWithoutSavingAsync()
    {
        await _stopped.CancelAsync();
        await EndAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _stopped.CancelAsync();
        await Task.WhenAll(_closing.Values);
        _stopped.Dispose();
    }

    private bool TryAnnounce(string line)
    {
        var heard = false;
        foreach (var (host, _) in _terminals.Values)
        {
            heard |= host.Announce(line);
        }

        return heard;
    }

    private void AnnounceUnheard()
    {
        while (_unheard.TryPeek(out var line) && TryAnnounce(line))
        {
            _unheard.TryDequeue(out _);
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
        var key = new TerminalKey(keeper.Lease.ProjectId, record.TerminalId);
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
            if (!_stopped.IsCancellationRequested)
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
            onEnded();
        }
    }

    /// <summary>What the shell wrote is saved before anyone learns that it has ended.</summary>
    private async Task FinishTerminalAsync(TerminalKey key, int exitCode)
    {
        await files.SaveAsync(keeper.Lost);
        if (await services.Directory.GetAsync(key) is { Closing: true })
        {
            await keeper.EnsureHeldAsync(keeper.Lost);
            await services.Directory.RemoveAsync(key);
        }
        else if (!_ending)
        {
            await services.Directory.SetStateAsync(keeper.Lease, key, TerminalState.Exited, exitCode);
        }
        else
        {
            // Ended by us, not by the user: the next worker starts a fresh shell in it.
            await services.Directory.SetStateAsync(keeper.Lease, key, TerminalState.Waiting);
        }
    }

    private async Task CloseWithoutShellAsync(TerminalRecord record, Task entered, CancellationToken cancellationToken)
    {
        await entered;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
        try
        {
            await files.SaveAsync(stop.Token);
            await keeper.EnsureHeldAsync(stop.Token);
            await services.Directory.RemoveAsync(new TerminalKey(keeper.Lease.ProjectId, record.TerminalId));
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

    [LoggerMessage(LogLevel.Error, "Terminal {Terminal} failed.", EventName = "TerminalFailed")]
    private partial void LogTerminalFailed(Exception exception, TerminalKey terminal);

    [LoggerMessage(LogLevel.Warning, "Terminal {TerminalId} could not be closed; trying again.", EventName = "CloseFailed")]
    private partial void LogCloseFailed(Exception exception, string terminalId);
}
