using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Reporting;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>One orchestrator's rounds: observe, decide, apply, record.</summary>
internal sealed partial class ScalingCycle(
    FleetObserver observer,
    IScalingPolicy policy,
    FleetActuator actuator,
    IDecisionLog decisions,
    ScalingMetrics metrics,
    IDemandStore learning,
    ILaunchSequence launches,
    ILeadership leadership,
    OrchestratorSettings settings,
    ILogger<ScalingCycle> logger,
    FleetReporter? reporter = null,
    EndedWorkers? endedWorkers = null)
{
    /// <summary>A crash forgets at most so much.</summary>
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(60);

    private DemandModel? _demand;
    private ScalingDecider? _decider;
    private bool _learns;
    private TimeSpan _keptAt;
    private string? _lastSummary;
    private long _term;

    /// <summary>Runs one round.</summary>
    /// <param name="cancellationToken">Gives up between two calls.</param>
    /// <returns>The decision and what was done.</returns>
    public async Task<ScalingRecord> RunAsync(CancellationToken cancellationToken)
    {
        var term = leadership.Term;
        if (term != _term)
        {
            // Another may have acted since: what was seen before tells nothing about what it started.
            (_decider, _lastSummary, _term) = (null, null, term);
        }

        var observation = await observer.ObserveAsync(cancellationToken);
        var decider = _decider;
        if (decider is null)
        {
            decider = await StartAsync(observation.Clock, cancellationToken);
            if (await RecallAsync(decider, observation.Clock, cancellationToken))
            {
                _decider = decider;
            }
            else
            {
                // Without what was just started, the list of tasks may be short of it.
                observation = observation with { Tasks = null };
            }
        }

        var (decision, plan, waits) = decider.Decide(observation);
        if (decider.FailedStarts > 0)
        {
            LogFailedStarts(decider.FailedStarts);
        }

        var applied = plan.IsEmpty || leadership.Term != term
            ? AppliedPlan.Nothing
            : await actuator.ApplyAsync(plan, decision.Reason, cancellationToken);
        decider.Applied(applied, observation.Clock);
        var record = new ScalingRecord(decision, plan, applied, waits.TotalSeconds);
        metrics.Record(record);
        await RecordChangeAsync(record, cancellationToken);
        await (reporter?.ReportAsync(observation, decision, _demand?.Spend, cancellationToken) ?? Task.CompletedTask);
        if (leadership.Term == term)
        {
            await (endedWorkers?.ReleaseAsync(observation, cancellationToken) ?? Task.CompletedTask);
        }

        await KeepAsync(observation.Clock, cancellationToken);
        return record;
    }

    private async Task<ScalingDecider> StartAsync(TimeSpan clock, CancellationToken cancellationToken)
    {
        DemandState? state = null;
        try
        {
            state = await learning.LoadAsync(cancellationToken);
            _learns = true;
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            // What could not be read must not be overwritten by a beginner's knowledge.
            _learns = false;
            LogNotLoaded(e);
        }

        _keptAt = clock;
        _demand = new DemandModel(settings.Ecs.Limits, settings.Prices.EksClusterHourUsd / settings.Prices.TaskHourUsd, state);
        return new ScalingDecider(policy, settings, _demand);
    }

    private async Task<bool> RecallAsync(ScalingDecider decider, TimeSpan clock, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (taskId, ago) in await launches.GetRecentAsync(cancellationToken))
            {
                decider.Launched(taskId, clock - ago);
            }

            return true;
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotRecalled(e);
            return false;
        }
    }

    private async Task KeepAsync(TimeSpan clock, CancellationToken cancellationToken)
    {
        if (!_learns || _demand is not { } demand || clock - _keptAt < KeepInterval)
        {
            return;
        }

        _keptAt = clock;
        try
        {
            await learning.SaveAsync(demand.Keep(), cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotKept(e);
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
