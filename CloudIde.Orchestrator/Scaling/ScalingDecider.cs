using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// From an observation to a plan: remembers, decides, plans. It neither reads a clock nor calls anything, so that
/// production, tests under a fake clock and the simulator run the same code.
/// </summary>
internal sealed class ScalingDecider(IScalingPolicy policy, OrchestratorSettings settings, DemandModel demand)
{
    private readonly FleetHistory _history = new();
    private readonly LaunchBackoff _backoff = new();

    /// <summary>How many tasks the latest observation showed to have ended before their worker registered.</summary>
    public int FailedStarts => _history.FailedStarts;

    /// <summary>Decides on an observation and plans.</summary>
    /// <param name="observation">What was seen.</param>
    /// <returns>The decision and the plan.</returns>
    public ScalingRound Decide(FleetObservation observation)
    {
        var fleet = _history.Observe(observation);
        NoteStarts(fleet, observation.Clock);

        var inputs = new ScalingInputs(observation.At, observation.Queue, fleet?.Counts, settings.Ecs.Limits)
        {
            Forecast = demand.Observe(observation, fleet?.Counts, _history.StartSeconds),
        };
        var decision = settings.Ceiling.Apply(policy.Decide(inputs), demand.Spend, settings.Prices);
        var window = decision.ScaleInAfter ?? settings.ScaleInAfter;
        _history.Decided(decision.Target, observation.Clock, window);

        var plan = decision.Target is { } target && fleet is not null
            ? FleetPlanner.Plan(target, _history.HighestTarget(observation.Clock, window), fleet, settings)
            : FleetPlan.Nothing;
        var waits = plan.Launch > 0 ? _backoff.Remaining(observation.Clock) : TimeSpan.Zero;
        return new ScalingRound(decision, waits > TimeSpan.Zero ? plan with { Launch = 0 } : plan, waits);
    }

    /// <summary>Notes a task that another orchestrator has just started.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="clock">When.</param>
    public void Launched(string taskId, TimeSpan clock) => _history.Launched([taskId], 0, clock);

    /// <summary>Notes what came of a plan.</summary>
    /// <param name="applied">What was done.</param>
    /// <param name="clock">The observation's clock.</param>
    public void Applied(AppliedPlan applied, TimeSpan clock)
    {
        _history.Launched(applied.Launched, applied.Unnamed, clock);
        _history.Stopped(applied.Stopped);
        if (applied.LaunchFailed)
        {
            _backoff.Failed(clock);
        }
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
        }
        else if (_history.NewlyRegistered > 0)
        {
            _backoff.Succeeded();
        }
    }
}
