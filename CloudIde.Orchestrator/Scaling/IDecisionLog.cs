namespace CloudIde.Orchestrator.Scaling;

/// <summary>Keeps decisions for operators.</summary>
internal interface IDecisionLog
{
    /// <summary>Keeps a decision. It does not fail: a decision that cannot be kept is still in force.</summary>
    /// <param name="record">The decision.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is kept.</returns>
    Task RecordAsync(ScalingRecord record, CancellationToken cancellationToken);
}
