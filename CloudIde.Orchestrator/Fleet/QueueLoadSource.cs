using CloudIde.Core.Activations;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The load in SQS, and what servers and workers count in Redis.</summary>
internal sealed class QueueLoadSource(ActivationQueue queue, ActivationCounters counters) : ILoadSource
{
    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken) => queue.GetDepthAsync(cancellationToken);

    public Task<ActivationTotals> GetTotalsAsync(CancellationToken cancellationToken) => counters.ReadAsync().WaitAsync(cancellationToken);
}
