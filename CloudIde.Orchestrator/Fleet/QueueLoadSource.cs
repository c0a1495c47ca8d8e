using CloudIde.Core.Activations;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The load in SQS.</summary>
internal sealed class QueueLoadSource(ActivationQueue queue) : ILoadSource
{
    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken) => queue.GetDepthAsync(cancellationToken);
}
