using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>One orchestrator's rounds: observe, decide, apply, record.</summary>
internal sealed partial class ScalingCycle(
    FleetObserver observer,
    IScalingPolicy policy,
    FleetActuator actuator,
    IDecisionLog decisions,
    ScalingMetrics metrics,
    OrchestratorSettings settings,
    ILogger<ScalingCycle> logger)
{
    private FleetHistory _history = new();
    private LaunchBackoff _backoff = new();
    private string? _lastSummary;

    /// <summary>Forgets what was seen, for a time in which another orchestrator acted.</summary>
    public void Reset()
    {
        _history = new FleetHistory();
        _backoff = new LaunchBackoff();
        _lastSummary = null;
    }

    /// <summary>Runs one round.</summary>
    /// <param name="cancellationToken">Gives up between two calls.</param>
    /// <returns>The decision and what was done.</returns>
    public async Task<ScalingRecord> RunAsync(CancellationToken cancellationToken)
    {
        var observation = await observer.ObserveAsync(cancellationToken);
        var fleet = _history.Observe(observation);
        NoteStarts(fleet, observation.Clock);

        var inputs = new ScalingInputs(observation.At, observation.Queue, fleet?.Counts, settings.Ecs.Limits);
        var decision = policy.Decide(inputs);
        _history.Decided(decision.Target, observation.Clock, settings.ScaleInAfter);

        var plan = decision.Target is { } target && fleet is not null
            ? FleetPlanner.Plan(target, _history.HighestTarget(observation.Clock, settings.ScaleInAfter), fleet, settings)
            : FleetPlan.Nothing;
        var waits = plan.Launch > 0 ? _backoff.Remaining(observation.Clock) : TimeSpan.Zero;
        if (waits > TimeSpan.Zero)
        {
            plan = plan with { Launch = 0 };
        }

        var applied = plan.IsEmpty
            ? AppliedPlan.Nothing
            : await actuator.ApplyAsync(plan, decision.Reason, cancellationToken);
        _history.Launched(applied.Launched, observation.Clock);
        if (applied.LaunchFailed)
        {
            _backoff.Failed(observation.Clock);
        }

        var record = new ScalingRecord(decision, plan, applied, waits.TotalSeconds);
        metrics.Record(record);
        await RecordChangeAsync(record, cancellationToken);
        return record;
    }

    private void NoteStarts(FleetState? fleet, TimeSpan clock)
    {
        if (fleet is null)
        {
            return;
        }

        if (_history.FailedStarts > 0)
        {
            // A broken image or setting: each start costs a minute's price at least.
            _backoff.Failed(clock);
            LogFailedStarts(_history.FailedStarts);
        }
        else if (_history.NewlyRegistered > 0)
        {
            _backoff.Succeeded();
        }
    }

    private async Task RecordChangeAsync(ScalingRecord record, CancellationToken cancellationToken)
    {
        // A quiet fleet decides the same every few seconds; what repeats would only push what matters out of the list.
        var summary = $"{record.Decision.Target}|{record.Decision.Reason}|{record.Decision.Inputs.Fleet}";
        if (summary == _lastSummary && record.Plan.IsEmpty)
        {
            return;
        }

        _lastSummary = summary;
        var (decision, plan) = (record.Decision, record.Plan);
        LogDecision(
            decision.Target, decision.Reason, decision.Inputs.Fleet, plan.Launch, plan.Drain.Count, plan.Stop.Count);
        await decisions.RecordAsync(record, cancellationToken);
    }
}
