using System.CommandLine;
using CloudIde.Bench.Scaling.Live;

namespace CloudIde.Bench.Scaling;

/// <summary>The parts <c>scaling</c>, <c>scaling-live</c> and <c>scaling-search</c>.</summary>
internal static class ScalingCommand
{
    /// <summary>How long a decision takes for a large fleet.</summary>
    /// <returns>The command <c>scaling</c>.</returns>
    public static Command Decision()
    {
        var tasks = new Option<int>("--tasks") { Description = "How many tasks run.", DefaultValueFactory = _ => 20_000 };
        var rounds = new Option<int>("--rounds") { Description = "How many decisions are timed.", DefaultValueFactory = _ => 200 };
        var command = new Command("scaling", "How long one decision takes for a large fleet, beside how long ECS takes to start that fleet.")
        {
            tasks, rounds,
        };
        command.SetAction(parsed => DecisionBenchmark.Run(parsed.GetValue(tasks), parsed.GetValue(rounds), Console.Out));
        return command;
    }

    /// <summary>Runs a burst on the embedded system, and compares what was decided with what the simulator says.</summary>
    /// <returns>The command <c>scaling-live</c>.</returns>
    public static Command Live()
    {
        var defaults = new LiveBurstOptions();
        var activations = new Option<int>("--activations") { Description = "How many terminals are opened at once.", DefaultValueFactory = _ => defaults.Activations };
        var min = new Option<int>("--min") { Description = "The fewest tasks.", DefaultValueFactory = _ => defaults.MinTasks };
        var max = new Option<int>("--max") { Description = "The most tasks.", DefaultValueFactory = _ => defaults.MaxTasks };
        var start = new Option<string>("--cold-start") { Description = "How long the emulator takes to start a task, in seconds.", DefaultValueFactory = _ => defaults.StartSeconds };
        var policy = new Option<string>("--policy") { Description = "predictive, backlog or seed.", DefaultValueFactory = _ => defaults.Policy };
        policy.AcceptOnlyFromAmong("predictive", "backlog", "seed");
        var decisions = new Option<bool>("--decisions") { Description = "Print each decision with its reason, and the simulator's." };
        var command = new Command("scaling-live", "A burst of terminals on the whole system, then silence: what must hold, and what the simulator says about the same.")
        {
            activations, min, max, start, policy, decisions,
        };
        command.SetAction((parsed, cancellationToken) => LiveScalingPart.RunAsync(
            defaults with
            {
                Activations = parsed.GetValue(activations),
                MinTasks = parsed.GetValue(min),
                MaxTasks = parsed.GetValue(max),
                StartSeconds = parsed.GetValue(start)!,
                Policy = parsed.GetValue(policy)!,
                ShowsDecisions = parsed.GetValue(decisions),
            },
            Console.Out,
            cancellationToken));
        return command;
    }

    /// <summary>Looks for workloads on which the default policy is worse than what it is compared with.</summary>
    /// <returns>The command <c>scaling-search</c>.</returns>
    public static Command Search()
    {
        var first = new Option<int>("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var count = new Option<int>("--count") { Description = "How many seeds.", DefaultValueFactory = _ => 40 };
        var catalogue = new Option<bool>("--catalogue") { Description = "The eight workloads of simulate, rather than random ones." };
        var command = new Command("scaling-search", "Compares predictive with keda and seed on random workloads and names those on which it is worse.")
        {
            first, count, catalogue,
        };
        command.SetAction(parsed =>
        {
            _ = parsed.GetValue(catalogue)
                ? ScalingSearch.Catalogue(parsed.GetValue(first), parsed.GetValue(count), Console.Out)
                : ScalingSearch.Random(parsed.GetValue(first), parsed.GetValue(count), Console.Out);
        });
        return command;
    }
}
