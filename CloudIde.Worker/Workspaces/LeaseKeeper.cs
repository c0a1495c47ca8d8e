using CloudIde.Core.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>
/// Renews a workspace's lease, and says whether this worker may write for it. A lease that ran out, while the machine slept or
/// Redis could not be reached, is only lapsed: nothing is written, and what runs lives on, until Redis says whether somebody
/// has had the workspace meanwhile. If so, <see cref="Lost"/> is cancelled; otherwise the lease is taken again.
/// </summary>
internal sealed partial class LeaseKeeper(
    WorkspaceDirectory directory, WorkspaceLease lease, TimeProvider time, ILogger<LeaseKeeper> logger) : IFence, IDisposable
{
    /// <summary>
    /// How long before its end a lease counts as lapsed: time for a write that was just begun, and for what Redis' clock and
    /// ours differ in within 10 s.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>How often is looked whether a renewal is due. Short, so that after a sleep this worker is there before others.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan WaitInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long one try may take. Redis' own time limit is 5 s, and three tries shall fit into a lease.</summary>
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// After this many tries in vain the workspace is given up: some minutes. Tries and not time, so that a laptop may sleep
    /// over a weekend.
    /// </summary>
    private const int MaxTries = 120;

    private readonly CancellationTokenSource _lost = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Lock _lock = new();
    private (long Timestamp, DateTimeOffset Clock) _heldSince = (time.GetTimestamp(), time.GetUtcNow());
    private int _failures;

    /// <summary>The lease.</summary>
    public WorkspaceLease Lease { get; } = lease;

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Called with a newer delivery of the lease's activation, which another worker has received.</summary>
    public Action<string>? Delivered { get; set; }

    /// <inheritdoc/>
    public bool IsHeld => !Lost.IsCancellationRequested && Age < WorkspaceDirectory.LeaseTimeToLive - Margin;

    /// <summary>
    /// Since when it was not renewed, by the clock that is ahead: Linux' monotonic clock stands still while the machine
    /// sleeps, and the wall clock may be set back.
    /// </summary>
    private TimeSpan Age
    {
        get
        {
            lock (_lock)
            {
                var elapsed = time.GetElapsedTime(_heldSince.Timestamp);
                var byClock = time.GetUtcNow() - _heldSince.Clock;
                return byClock > elapsed ? byClock : elapsed;
            }
        }
    }

    /// <summary>Renews the lease until it is cancelled or lost.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends when the lease was lost or it was cancelled.</returns>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (Age >= WorkspaceDirectory.LeaseRenewInterval && !await TryConfirmAsync(cancellationToken))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workspace ends in good order.
        }
    }

    /// <summary>Asks Redis now whether the lease is held, and takes it again when it only ran out.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it is lost.</returns>
    /// <exception cref="RedisException">Redis could not be reached.</exception>
    /// <exception cref="TimeoutException">Redis did not answer in time.</exception>
    public async Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return !Lost.IsCancellationRequested && await RenewAsync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask EnsureHeldAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
        {
            return;
        }

        // Renewed by the loop, which looks every second.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Lost);
        using var timer = new PeriodicTimer(WaitInterval, time);
        while (!IsHeld)
        {
            await timer.WaitForNextTickAsync(either.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lost.Dispose();
        _oneAtATime.Dispose();
    }

    /// <summary>A try that was given up may still fail later; nobody is interested then.</summary>
    private static Task<LeaseRenewal> Observed(Task<LeaseRenewal> renewing)
    {
        _ = renewing.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return renewing;
    }

    /// <summary>As <see cref="ConfirmAsync"/>; that Redis does not answer is no reason to give up for some minutes.</summary>
    private async Task<bool> TryConfirmAsync(CancellationToken cancellationToken)
    {
        try
        {
            var held = await ConfirmAsync(cancellationToken);
            _failures = 0;
            return held;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogRenewFailed(e, Lease.ProjectId);
            if (++_failures < MaxTries)
            {
                return true;
            }

            LogGivenUp(Lease.ProjectId, Lease.Epoch, _failures);
            await _lost.CancelAsync();
            return false;
        }
    }

    private async Task<bool> RenewAsync()
    {
        // Redis counts from when it received the renewal, so counting from before it was sent is on the safe side.
        var sent = (time.GetTimestamp(), time.GetUtcNow());
        var renewal = await Observed(directory.RenewAsync(Lease)).WaitAsync(TryLimit, time);
        if (!renewal.IsHeld)
        {
            LogLost(Lease.ProjectId, Lease.Epoch);
            await _lost.CancelAsync();
            return false;
        }

        if (renewal.State == LeaseState.Retaken)
        {
            LogRetaken(Lease.ProjectId, Lease.Epoch);
        }

        lock (_lock)
        {
            _heldSince = sent;
        }

        if (renewal.ReceiptHandle is { } delivery)
        {
            Delivered?.Invoke(delivery);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The lease of project {ProjectId} could not be renewed.", EventName = "RenewFailed")]
    private partial void LogRenewFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Error, "The lease of project {ProjectId}, epoch {Epoch}, is lost to another worker.", EventName = "LeaseLost")]
    private partial void LogLost(string projectId, long epoch);

    [LoggerMessage(LogLevel.Warning, "The lease of project {ProjectId}, epoch {Epoch}, had run out; nobody had the workspace meanwhile, and it goes on.", EventName = "LeaseRetaken")]
    private partial void LogRetaken(string projectId, long epoch);

    [LoggerMessage(LogLevel.Error, "The lease of project {ProjectId}, epoch {Epoch}, could not be renewed in {Tries} tries; the workspace is given up.", EventName = "LeaseGivenUp")]
    private partial void LogGivenUp(string projectId, long epoch, int tries);
}
