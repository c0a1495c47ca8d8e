namespace CloudIde.Orchestrator.Simulation;

/// <summary>A cluster and what scales it, through time.</summary>
internal sealed class SimulatedRun(SimulatedCluster cluster, ISimulatedScaler scaler)
{
    /// <summary>The cluster.</summary>
    public SimulatedCluster Cluster => cluster;

    /// <summary>Lets everything happen that is due until a time.</summary>
    /// <param name="until">When, in seconds.</param>
    public void AdvanceTo(double until)
    {
        while (true)
        {
            var next = Math.Min(cluster.NextEventAt, scaler.NextRoundAt);
            if (next > until)
            {
                return;
            }

            if (cluster.NextEventAt <= next)
            {
                if (cluster.HandleEvent())
                {
                    scaler.Nudge(next);
                }
            }
            else
            {
                scaler.Round(cluster, next);
            }
        }
    }

    /// <summary>An activation arrives.</summary>
    /// <param name="at">When, in seconds: not before what has happened already.</param>
    /// <param name="duration">How long it will hold its slot, in seconds.</param>
    /// <returns>The activation.</returns>
    public SimulatedActivation Arrive(double at, double duration)
    {
        AdvanceTo(at);
        var activation = cluster.Arrive(at, duration);
        scaler.Nudge(at);
        return activation;
    }
}
