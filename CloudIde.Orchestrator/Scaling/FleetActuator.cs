using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Applies: starts, drains and stops, as long as this orchestrator is the one that acts.</summary>
internal sealed partial class FleetActuator(
    ITaskRuntime runtime,
    IWorkerFleet workers,
    ILaunchSequence sequence,
    ILeadership leadership,
    ILogger<FleetActuator> logger)
{
    /// <summary>Applies a plan as far as possible; what fails is reported and planned again in a later round.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reason">The decision's reason, for drained workers' logs.</param>
    /// <param name="cancellationToken">Gives up between two calls.</param>
    /// <returns>What came of it.</returns>
    public async Task<AppliedPlan> ApplyAsync(FleetPlan plan, string reason, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var launched = new List<string>();
        var launchFailed = await LaunchAsync(plan.Launch, launched, failures, cancellationToken);
        var drained = await DrainAsync(plan.Drain, reason, failures, cancellationToken);
        var stopped = await StopAsync(plan.Stop, failures, cancellationToken);
        return new AppliedPlan(launched, drained, stopped, failures, launchFailed);
    }

    private async Task<bool> LaunchAsync(
        int count, List<string> launched, List<string> failures, CancellationToken cancellationToken)
    {
        for (var left = count; left > 0 && leadership.IsHeld;)
        {
            var batch = Math.Min(left, runtime.MaxLaunch);
            try
            {
                var token = await sequence.GetTokenAsync(cancellationToken);
                var result = await runtime.LaunchAsync(batch, token, cancellationToken);
                launched.AddRange(result.TaskIds);

                // Known from here on. A process that dies before this line is followed by one that repeats the token.
                await sequence.AdvanceAsync(cancellationToken);
                LogLaunched(result.TaskIds.Count, token);
                if (result.Failures.Count > 0)
                {
                    failures.AddRange(result.Failures);
                    LogLaunchFailures(result.Failures.Count, string.Join("; ", result.Failures.Distinct()));
                    return true;
                }

                left -= batch;
            }
            catch (TokenReusedException e)
            {
                // An earlier process made a launch of another size and died before it noted so. Its tasks are listed by
                // the next round, which then counts them.
                await sequence.AdvanceAsync(cancellationToken);
                failures.Add(e.Message);
                LogTokenReused(e);
                return true;
            }
            catch (Exception e) when (Transient.Is(e, cancellationToken))
            {
                // Tasks may have been started, so the token stays: repeating it starts nothing more.
                failures.Add(e.Message);
                LogLaunchFailed(e, batch);
                return true;
            }
        }

        return false;
    }

    private async Task<IReadOnlyList<string>> DrainAsync(
        IReadOnlyList<string> workerIds, string reason, List<string> failures, CancellationToken cancellationToken)
    {
        var drained = new List<string>();
        foreach (var id in workerIds.TakeWhile(_ => leadership.IsHeld))
        {
            try
            {
                if (await workers.DrainAsync(id, reason, cancellationToken))
                {
                    drained.Add(id);
                    LogDrained(id, reason);
                }
            }
            catch (Exception e) when (Transient.Is(e, cancellationToken))
            {
                failures.Add(e.Message);
                LogDrainFailed(e, id);
            }
        }

        return drained;
    }

    private async Task<IReadOnlyList<string>> StopAsync(
        IReadOnlyList<TaskStop> stops, List<string> failures, CancellationToken cancellationToken)
    {
        var stopped = new List<string>();
        if (stops.Count == 0)
        {
            return stopped;
        }

        try
        {
            // A last look: a worker may have come back, or taken work, since the observation.
            var registered = await workers.ListAsync(cancellationToken);
            var holding = registered.Where(worker => worker.UsedSlots > 0).Select(worker => worker.WorkerId).ToHashSet();
            foreach (var stop in stops.Where(stop => !holding.Contains(stop.TaskId)).TakeWhile(_ => leadership.IsHeld))
            {
                await runtime.StopAsync(stop.TaskId, stop.Reason, cancellationToken);
                stopped.Add(stop.TaskId);
                LogStopped(stop.TaskId, stop.Reason);
            }
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            failures.Add(e.Message);
            LogStopFailed(e);
        }

        return stopped;
    }
}
