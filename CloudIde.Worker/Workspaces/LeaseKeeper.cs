using CloudIde.Core.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>
/// Renews a workspace's lease. When it is lost, or could not be renewed before it ran out, <see cref="Lost"/> is cancelled:
/// from then on nothing of this workspace may be written, because another worker may hold it.
/// </summary>
internal sealed partial class LeaseKeeper(
    WorkspaceDirectory directory, WorkspaceLease lease, TimeProvider time, ILogger<LeaseKeeper> logger) : IDisposable
{
    /// <summary>How long before its end a lease that could not be renewed counts as lost.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _lost = new();

    /// <summary>The lease.</summary>
    public WorkspaceLease Lease { get; } = lease;

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Renews the lease until it is cancelled or lost.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends when the lease was lost or it was cancelled.</returns>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var heldSince = time.GetTimestamp();
        using var timer = new PeriodicTimer(WorkspaceDirectory.LeaseRenewInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // Redis counts from when it received the renewal, so counting from before it was sent is on the safe side.
                var sent = time.GetTimestamp();
                switch (await TryRenewAsync(heldSince))
                {
                    case true:
                        heldSince = sent;
                        break;
                    case false:
                        LogLost(Lease.ProjectId, Lease.Epoch);
                        await _lost.CancelAsync();
                        return;
                    case null when time.GetElapsedTime(heldSince) > WorkspaceDirectory.LeaseTimeToLive - WorkspaceDirectory.LeaseRenewInterval:
                        LogRanOut(Lease.ProjectId, Lease.Epoch);
                        await _lost.CancelAsync();
                        return;
                    case null:
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workspace ends in good order.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lost.Dispose();

    /// <summary>A try that was given up may still fail later; nobody is interested then.</summary>
    private static Task<bool> Observed(Task<bool> renewing)
    {
        _ = renewing.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return renewing;
    }

    private async Task<bool?> TryRenewAsync(long heldSince)
    {
        // A try must not outlast the lease: Redis' own time limit is 5 s, and another worker may take it meanwhile.
        var left = WorkspaceDirectory.LeaseTimeToLive - Margin - time.GetElapsedTime(heldSince);
        try
        {
            return await Observed(directory.RenewAsync(Lease)).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogRenewFailed(e, Lease.ProjectId);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease of project {ProjectId} could not be renewed.", EventName = "RenewFailed")]
    private partial void LogRenewFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Error, "The lease of project {ProjectId}, epoch {Epoch}, is lost to another worker.", EventName = "LeaseLost")]
    private partial void LogLost(string projectId, long epoch);

    [LoggerMessage(LogLevel.Error, "The lease of project {ProjectId}, epoch {Epoch}, ran out while Redis could not be reached.", EventName = "LeaseRanOut")]
    private partial void LogRanOut(string projectId, long epoch);
}
