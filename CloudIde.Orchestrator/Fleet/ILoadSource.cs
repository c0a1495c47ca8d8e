using CloudIde.Core.Activations;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>How much work there is.</summary>
internal interface ILoadSource
{
    /// <summary>Reads the queue's counts.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The counts; an error is an error and never zero.</returns>
    Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken);

    /// <summary>Reads how many activations were ever sent and have ended.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The totals; an error is an error and never zero.</returns>
    Task<ActivationTotals> GetTotalsAsync(CancellationToken cancellationToken);
}
