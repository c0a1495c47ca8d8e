using System.CommandLine;

namespace CloudIde.Bench.Scaling;

/// <summary>The parts <c>scaling</c> and <c>scaling-search</c>.</summary>
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
