using CloudIde.Orchestrator.Fleet;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Observes: reads queue, tasks and registrations side by side, each within a bound.</summary>
internal sealed partial class FleetObserver(
    ILoadSource load,
    ITaskRuntime runtime,
    IWorkerFleet workers,
    TimeProvider timeProvider,
    ILogger<FleetObserver> logger)
{
    /// <summary>Longer than any healthy answer; the SDK's own timeouts and retries would hold the loop for minutes.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    private readonly long _start = timeProvider.GetTimestamp();

    /// <summary>Reads everything.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen.</returns>
    public async Task<FleetObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Bound, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var queue = ReadAsync("queue depth", load.GetDepthAsync(both.Token), cancellationToken);
        var totals = ReadAsync("activation counters", load.GetTotalsAsync(both.Token), cancellationToken);

        // Registrations are read after the tasks: a worker that registers in between is then seen as registered, and
        // not as a task without a worker.
        var tasks = await ReadAsync("tasks", runtime.ListAsync(both.Token), cancellationToken);
        var registrations = await ReadAsync("worker registrations", workers.ListAsync(both.Token), cancellationToken);
        return new FleetObservation(
            timeProvider.GetUtcNow(), timeProvider.GetElapsedTime(_start), await queue, tasks, registrations)
        {
            Activations = await totals,
        };
    }

    private async Task<T?> ReadAsync<T>(string what, Task<T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogUnknown(e, what);
            return null;
        }
    }
}
