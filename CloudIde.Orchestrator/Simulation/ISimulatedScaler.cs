namespace CloudIde.Orchestrator.Simulation;

/// <summary>What scales a simulated cluster.</summary>
internal interface ISimulatedScaler
{
    /// <summary>When it looks next, in seconds.</summary>
    double NextRoundAt { get; }

    /// <summary>Tells that an activation has arrived or ended.</summary>
    /// <param name="now">When, in seconds.</param>
    void Nudge(double now);

    /// <summary>Looks and acts.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="now">When, in seconds.</param>
    void Round(SimulatedCluster cluster, double now);
}
