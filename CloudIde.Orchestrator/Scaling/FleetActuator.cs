using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Applies: starts, drains and stops, as long as this orchestrator is the one that acts.</summary>
internal sealed partial class FleetActuator(
    ITaskRuntime runtime,
    IWorkerFleet workers,
    ILaunchSequence sequence,
    ILeadership leadership,
    ILogger<FleetActuator> logger,
    TimeProvider? timeProvider = null)
{
    /// <summary>
    /// A launch is given up well before its note is forgotten: one that the SDK still repeats then would start tasks beside those
    /// of the next launch.
    /// </summary>
    private static readonly TimeSpan LaunchBound = FleetHistory.ListingBound / 2;

    /// <summary>What a worker said of itself is old after this; stopping one task may take longer.</summary>
    private static readonly TimeSpan LookBound = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Applies a plan as far as possible; what fails is reported and planned again in a later round.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reason">The decision's reason, for drained workers' logs.</param>
    /// <param name="cancellationToken">Gives up between two calls.</param>
    /// <returns>What came of it.</returns>
    public async Task<AppliedPlan> ApplyAsync(FleetPlan plan, string reason, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var launched = new List<string>();
        var (launchFailed, unnamed) = await LaunchAsync(plan, launched, failures, cancellationToken);
        var drained = await DrainAsync(plan.Drain, reason, failures, cancellationToken);
        var stopped = await StopAsync(plan.Stop, failures, cancellationToken);
        return new AppliedPlan(launched, drained, stopped, failures, launchFailed) { Unnamed = unnamed };
    }

    private async Task<(bool Failed, int Unnamed)> LaunchAsync(
        FleetPlan plan, List<string> launched, List<string> failures, CancellationToken cancellationToken)
    {
        for (var (left, room) = (plan.Launch, plan.Room); left > 0 && leadership.IsHeld;)
        {
            PendingLaunch? launch = null;
            try
            {
                launch = await sequence.BeginAsync(Math.Min(left, runtime.MaxLaunch), room, cancellationToken);
                if (launch is null || !leadership.IsHeld)
                {
                    return (false, 0);
                }

                if (launch.Count > room)
                {
                    failures.Add($"An earlier launch of {launch.Count} tasks may have been made; more wait until the list tells.");
                    return (true, 0);
                }

                using var bound = new CancellationTokenSource(LaunchBound, _time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
                var result = await runtime.LaunchAsync(launch.Count, launch.Token, both.Token);
                launched.AddRange(result.TaskIds);

                // Known from here on. A process that dies before this line is followed by one that repeats the request.
                await sequence.CompleteAsync(launch, result.TaskIds, cancellationToken);
                LogLaunched(result.TaskIds.Count, launch.Token);
                if (result.Failures.Count > 0)
                {
                    failures.AddRange(result.Failures);
                    LogLaunchFailures(result.Failures.Count, string.Join("; ", result.Failures.Distinct()));
                    return (true, 0);
                }

                if (launch.IsRepeat)
                {
                    // What it started may have been counted already: look before anything more is started.
                    return (false, 0);
                }

                left -= launch.Count;
                room -= launch.Count;
            }
            catch (TokenReusedException e)
            {
                // An earlier process made this launch with other settings and died before it noted so. Its tasks run.
                failures.Add(e.Message);
                LogTokenReused(e);
                await CompleteAsync(launch!, failures, cancellationToken);
                return (true, launch!.Count);
            }
            catch (Exception e) when (Transient.Is(e, cancellationToken))
            {
                failures.Add(e.Message);
                LogLaunchFailed(e, launch?.Count ?? left);
                // Tasks may have been started, by this attempt or by one before it, even when this one was refused. So the note
                // stays: repeating the request starts nothing more.
                return (true, 0);
            }
        }

        return (false, 0);
    }

    private async Task CompleteAsync(PendingLaunch launch, List<string> failures, CancellationToken cancellationToken)
    {
        try
        {
            await sequence.CompleteAsync(launch, [], cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            // The note stays, and the next round repeats the request.
            failures.Add(e.Message);
            LogLaunchFailed(e, launch.Count);
        }
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
        ILookup<string, int>? used = null;
        var looked = 0L;
        try
        {
            foreach (var stop in stops)
            {
                // A last look: a worker may have come back, or taken work, since the observation, or while others were stopped.
                if (used is null || _time.GetElapsedTime(looked) > LookBound)
                {
                    looked = _time.GetTimestamp();
                    used = (await workers.ListAsync(cancellationToken)).ToLookup(worker => worker.WorkerId, worker => worker.UsedSlots);
                }

                if (!leadership.IsHeld)
                {
                    break;
                }

                if (stop.WasRegistered ? used[stop.TaskId].All(slots => slots == 0) : !used.Contains(stop.TaskId))
                {
                    using var bound = new CancellationTokenSource(FleetObserver.Bound, _time);
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
                    await runtime.StopAsync(stop.TaskId, stop.Reason, both.Token);
                    stopped.Add(stop.TaskId);
                    LogStopped(stop.TaskId, stop.Reason);
                }
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
