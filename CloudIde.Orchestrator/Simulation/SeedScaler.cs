using CloudIde.Orchestrator.Scaling;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>
/// The orchestrator that CloudIDE started with: its formula at every poll, on visible and in-flight messages. What is
/// missing is started, and what is too much is stopped, in the order in which ListTasks happens to name it, that is without
/// regard to what a task works on.
/// </summary>
/// <remarks>
/// In its favour: it polls as often as today's orchestrator, it sees all pages, and it counts starting tasks. It does
/// neither wait before it scales in, nor drain, nor is it nudged; all that came later.
/// </remarks>
internal sealed class SeedScaler(ClusterModel model) : ISimulatedScaler
{
    private const double PollSeconds = 5;

    private readonly Random _order = new(model.Seed);

    /// <inheritdoc/>
    public double NextRoundAt { get; private set; }

    /// <inheritdoc/>
    public void Nudge(double now)
    {
        // It only ever polls.
    }

    /// <inheritdoc/>
    public void Round(SimulatedCluster cluster, double now)
    {
        var desired = SeedPolicy.Desired(
            cluster.Waiting + cluster.Active, model.MessagesPerTask, model.MinTasks, model.MaxTasks);
        var running = cluster.Running.Count;
        if (desired > running)
        {
            cluster.Launch(desired - running, now);
        }

        for (; running > desired; running--)
        {
            cluster.Stop(cluster.Running[_order.Next(running)], now);
        }

        NextRoundAt = now + PollSeconds;
    }
}
