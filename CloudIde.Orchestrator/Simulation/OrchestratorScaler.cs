using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>This orchestrator with one of its policies: the production classes that remember, decide and plan.</summary>
internal sealed class OrchestratorScaler(IScalingPolicy policy, OrchestratorSettings settings) : ISimulatedScaler
{
    /// <summary>The loop's own figures: a burst of nudges is one round, and after one it looks each second for a while.</summary>
    private const double SpacingSeconds = 0.1;
    private const double EagerSeconds = 1;
    private const double EagerForSeconds = 30;

    /// <summary>ListTasks and DescribeTasks for a page of 100 take about so long, and one round follows another.</summary>
    private const double SecondsPerTask = 0.002;

    private readonly ScalingDecider _decider = new(
        policy, settings, new DemandModel(settings.Ecs.Limits, settings.Prices.EksClusterHourUsd / settings.Prices.TaskHourUsd));

    private readonly ActivationTally _tally = new();
    private double _lastRound = double.NegativeInfinity;
    private double _lastNudge = double.NegativeInfinity;
    private double _roundSeconds = SpacingSeconds;

    /// <inheritdoc/>
    public double NextRoundAt { get; private set; }

    /// <summary>The time of second 0.</summary>
    public DateTimeOffset Start { get; init; } = SimulatedClock.Start;

    /// <summary>Told of each decision and its time in seconds.</summary>
    public Action<double, ScalingRound>? Decided { get; init; }

    /// <summary>How many decisions were taken.</summary>
    public int Decisions { get; private set; }

    /// <summary>Notes that an activation ended, as workers report it.</summary>
    /// <param name="seconds">How long it had held its slot.</param>
    public void Ended(double seconds) => _tally.Ended(seconds);

    /// <inheritdoc/>
    public void Nudge(double now)
    {
        _lastNudge = now;
        NextRoundAt = Math.Min(NextRoundAt, Math.Max(now + SpacingSeconds, _lastRound + _roundSeconds));
    }

    /// <inheritdoc/>
    public void Round(SimulatedCluster cluster, double now)
    {
        var clock = TimeSpan.FromSeconds(now);
        var (queue, tasks, workers) = cluster.Observe();
        var round = _decider.Decide(new FleetObservation(Start.AddSeconds(now), clock, queue, tasks, workers)
        {
            Activations = _tally.Read(cluster.Arrived),
        });
        Decisions++;
        Decided?.Invoke(now, round);
        if (!round.Plan.IsEmpty)
        {
            Apply(round.Plan, cluster, now, clock);
        }

        _lastRound = now;
        _roundSeconds = SpacingSeconds + (SecondsPerTask * tasks.Count);
        var poll = settings.PollInterval.TotalSeconds;
        NextRoundAt = now + Math.Max(_roundSeconds, now - _lastNudge < EagerForSeconds ? Math.Min(EagerSeconds, poll) : poll);
    }

    private void Apply(FleetPlan plan, SimulatedCluster cluster, double now, TimeSpan clock)
    {
        var launched = plan.Launch > 0 ? cluster.Launch(plan.Launch, now) : [];
        var drained = plan.Drain.Where(id => cluster.Drain(id, now)).ToList();
        foreach (var stop in plan.Stop)
        {
            cluster.Stop(stop.TaskId, now);
        }

        _decider.Applied(new AppliedPlan(launched, drained, [.. plan.Stop.Select(stop => stop.TaskId)], [], false), clock);
    }
}
