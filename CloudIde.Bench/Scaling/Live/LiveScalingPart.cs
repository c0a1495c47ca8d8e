using CloudIde.Bench.Terminals;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>Runs a burst, checks what must hold, and compares what was decided with what the simulator says.</summary>
internal static class LiveScalingPart
{
    private const double AtMostPercent = 10;

    /// <summary>Runs it.</summary>
    /// <param name="options">The burst.</param>
    /// <param name="output">Told what came of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code: 1 when something did not hold that must, otherwise 0.</returns>
    public static async Task<int> RunAsync(LiveBurstOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        var live = await LiveBurst.RunAsync(options, cancellationToken);
        foreach (var problem in live.Sessions.Select(session => session.Problem).OfType<string>().Concat(live.BusyStops).Concat(live.Moved))
        {
            await output.WriteLineAsync(problem);
        }

        var invariants = Invariants(live);
        foreach (var figure in invariants.Concat(live.Trace.Count > 0 && live.StartSeconds.Count > 0 ? Comparison(live) : []))
        {
            await output.WriteLineAsync(figure.ToString());
        }

        if (options.ShowsDecisions)
        {
            await WriteAsync(output, "Decided:", live.Decisions);
            var simulated = new List<TimedDecision>();
            LiveSimulation.Run(live, decided: simulated.Add);
            await WriteAsync(output, "Simulated:", simulated);
        }

        return invariants.Any(figure => figure.IsMet == false) ? 1 : 0;
    }

    /// <summary>What must hold, whatever the machine.</summary>
    /// <param name="live">What was run.</param>
    /// <returns>The figures.</returns>
    public static IReadOnlyList<Figure> Invariants(LiveOutcome live) =>
    [
        new("terminals that were not served to their end", $"of {live.Sessions.Count}", live.Sessions.Count(session => session.Problem is not null), AtMost: 0),
        new("most tasks at once, starting ones included", "tasks", live.Curves.Tasks.Peak, AtMost: live.Settings.Ecs.Limits.MaxTasks),
        new("workspaces that had to move to another worker", "workspaces", live.Moved.Count, AtMost: 0),
        new("tasks that were stopped with work on them", "tasks", live.BusyStops.Count, AtMost: 0),
        new("fleet not back at its minimum", "times", live.IsBack ? 0 : 1, AtMost: 0),
    ];

    private static async Task WriteAsync(TextWriter output, string title, IEnumerable<TimedDecision> decisions)
    {
        await output.WriteLineAsync(title);
        var last = "";
        foreach (var decision in decisions.Where(decision => decision.At >= -1))
        {
            if (decision.Reason != last)
            {
                await output.WriteLineAsync(decision.ToString());
            }

            last = decision.Reason;
        }
    }

    private static IEnumerable<Figure> Comparison(LiveOutcome live)
    {
        var waits = new Samples();
        foreach (var wait in live.Waits)
        {
            waits.Add(TimeSpan.FromSeconds(Math.Max(0, wait)));
        }

        var simulatedWaits = new Samples();
        var simulated = LiveSimulation.Run(live, wait => simulatedWaits.Add(TimeSpan.FromSeconds(wait)));
        var minimum = live.Settings.Ecs.Limits.MinTasks;

        // Both until the later of both is back, so that neither is short of a part of the other.
        var until = new[] { simulated, live.Curves }.Max(curves => Math.Max(curves.Targets.BackAt(minimum), curves.Tasks.BackAt(minimum)));
        yield return new Figure("measured start of a task, shortest", "s", live.StartSeconds.Min());
        yield return new Figure("measured start of a task, longest", "s", live.StartSeconds.Max());
        yield return new Figure("wait, p50", "ms", waits.Percentile(0.5), Floor: simulatedWaits.Percentile(0.5));
        yield return new Figure("wait, p95", "ms", waits.Percentile(0.95), Floor: simulatedWaits.Percentile(0.95));
        foreach (var (name, unit, of) in ((string, string, Func<FleetCurves, double>)[])
        [
            ("decided", "task-seconds", curves => curves.Targets.Integral(until)),
            ("highest decision", "tasks", curves => curves.Targets.Peak),
            ("decision back at the minimum", "s", curves => curves.Targets.BackAt(minimum)),
            ("ran", "task-seconds", curves => curves.Tasks.Integral(until)),
            ("fleet back at its minimum", "s", curves => curves.Tasks.BackAt(minimum)),
        ])
        {
            var (measured, expected) = (of(live.Curves), of(simulated));
            yield return new Figure(name, unit, measured);
            yield return new Figure(name + ", simulated", unit, expected);
            yield return new Figure(
                name + ", difference", "%", Math.Abs(measured - expected) / expected * 100, AtMost: AtMostPercent);
        }
    }
}
