using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>What the simulator says about a burst that was run: the same arrivals, durations, settings and starts.</summary>
internal static class LiveSimulation
{
    /// <summary>So long after the last arrival everything has ended and the fleet is small again, in seconds.</summary>
    private const double TailSeconds = 600;

    /// <summary>Simulates.</summary>
    /// <param name="live">What was run.</param>
    /// <param name="waits">Told how long each activation waited, in seconds, or null.</param>
    /// <param name="decided">Told each decision, or null.</param>
    /// <returns>What was decided and what ran; the burst is second 0.</returns>
    public static FleetCurves Run(LiveOutcome live, Action<double>? waits = null, Action<TimedDecision>? decided = null)
    {
        var settings = live.Settings;
        var limits = settings.Ecs.Limits;
        var model = new ClusterModel(
            limits.MessagesPerTask, limits.MinTasks, limits.MaxTasks, ColdStart.Replay(live.StartSeconds), Seed: 1);
        var curves = new FleetCurves(new StepCurve(), new StepCurve());
        var scaler = new OrchestratorScaler(ScalingPolicies.Create(settings.Policy), settings)
        {
            // At the same time of day, since arrivals are counted by its quarters of a minute.
            Start = live.StartedAt,
            Decided = (now, round) =>
            {
                decided?.Invoke(new TimedDecision(now - live.BurstAt, round.Decision.Target, round.Decision.Reason));
                if (round.Decision.Target is { } target)
                {
                    curves.Targets.Add(now - live.BurstAt, target);
                }
            },
        };
        var cluster = new SimulatedCluster(model, Placement.FullestFirst) { Waited = waits, Completed = scaler.Ended };
        var run = new SimulatedRun(cluster, scaler);
        for (var i = 0; i < live.Trace.Count; i++)
        {
            run.Arrive(live.Trace.Arrivals[i], live.Trace.Durations[i]);
        }

        // In small steps, since the cluster tells how many tasks it has only when it is asked.
        var end = live.Trace.Arrivals[^1] + TailSeconds;
        for (var at = live.Trace.Arrivals[^1]; at < end; at += 0.1)
        {
            run.AdvanceTo(at);
            curves.Tasks.Add(at - live.BurstAt, cluster.Running.Count);
        }

        return curves;
    }
}
