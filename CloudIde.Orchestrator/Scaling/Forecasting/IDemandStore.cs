namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>Keeps what was learnt from one orchestrator to the next.</summary>
internal interface IDemandStore
{
    /// <summary>Reads what was kept.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The state, or null when nothing was kept; an error is an error.</returns>
    Task<DemandState?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps what was learnt.</summary>
    /// <param name="state">The state.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is kept.</returns>
    Task SaveAsync(DemandState state, CancellationToken cancellationToken);
}
