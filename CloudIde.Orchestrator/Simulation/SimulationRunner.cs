using System.Diagnostics;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>Runs a simulation: what is due next happens next, until all work is done and the fleet has had time to shrink.</summary>
internal static class SimulationRunner
{
    /// <summary>So long after the last activation could have ended, costs are still counted: long enough for every policy to shrink.</summary>
    private const double TailSeconds = 900;

    /// <summary>So much simulated time passes between two looks whether to give up: an hour takes a fraction of a second.</summary>
    private const double StepSeconds = 3600;

    /// <summary>Nobody needs to be told of a simulation that is over at once.</summary>
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <summary>Points of a plot.</summary>
    private const int SampleCount = 1000;

    /// <summary>Runs a simulation.</summary>
    /// <param name="options">What is simulated.</param>
    /// <param name="onPercent">Told how far it is, each time it is a tenth further and <see cref="ProgressInterval"/> have passed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it.</returns>
    public static SimulationReport Run(
        SimulationOptions options, Action<int>? onPercent = null, CancellationToken cancellationToken = default)
    {
        var (scaler, placement) = SimulatedPolicies.Create(options);
        var orchestrator = scaler as OrchestratorScaler;
        var trace = options.Trace;
        var waits = new List<double>(trace.Count);
        var cluster = new SimulatedCluster(options.Model, placement)
        {
            Waited = waits.Add,
            Completed = orchestrator is null ? null : orchestrator.Ended,
        };
        var run = new SimulatedRun(cluster, scaler);
        var end = TailSeconds;
        for (var i = 0; i < trace.Count; i++)
        {
            end = Math.Max(end, trace.Arrivals[i] + trace.Durations[i] + TailSeconds);
        }

        var samples = new List<FleetSample>(SampleCount);
        var (now, plotted) = (0.0, end);
        var (told, toldAt) = (0, Stopwatch.GetTimestamp());
        for (var i = 0; i < trace.Count; i++)
        {
            Advance(trace.Arrivals[i]);
            run.Arrive(trace.Arrivals[i], trace.Durations[i]);
        }

        Advance(end);
        while (cluster.Done < trace.Count)
        {
            end += TailSeconds;
            Advance(end);
        }

        var hours = cluster.BilledSeconds(end) / 3600;
        var clusterUsd = options.Policy == SimulatedPolicies.Keda ? options.Prices.EksClusterHourUsd * end / 3600 : 0;
        var taskUsd = hours * options.Prices.TaskHourUsd;
        return new SimulationReport(
            trace.Name, options.Policy, trace.Count, WaitSummary.Of([.. waits]), taskUsd + clusterUsd, taskUsd, clusterUsd, hours,
            cluster.Peak, cluster.Launches, cluster.Interrupted, orchestrator?.Decisions ?? 0, end / 3600)
        {
            Samples = samples,
        };

        void Advance(double until)
        {
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                now = Math.Min(until, now + StepSeconds);
                Sample(run, samples, now, plotted);
                run.AdvanceTo(now);
                var tenth = (int)(10 * Math.Min(1, now / plotted));
                if (tenth > told && Stopwatch.GetElapsedTime(toldAt) > ProgressInterval)
                {
                    (told, toldAt) = (tenth, Stopwatch.GetTimestamp());
                    onPercent?.Invoke(tenth * 10);
                }
            }
            while (now < until);
        }
    }

    private static void Sample(SimulatedRun run, List<FleetSample> samples, double until, double end)
    {
        while (samples.Count < SampleCount && samples.Count * (end / SampleCount) <= until)
        {
            var at = samples.Count * (end / SampleCount);
            run.AdvanceTo(at);
            var cluster = run.Cluster;
            samples.Add(new FleetSample(at, cluster.Waiting, cluster.Active, cluster.Running.Count));
        }
    }
}
