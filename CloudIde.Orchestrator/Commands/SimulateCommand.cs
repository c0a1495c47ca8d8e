using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Simulation;
using CloudIde.Orchestrator.Simulation.Workloads;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>simulate</c>: what policies would do with a workload, and what it would cost.</summary>
internal sealed class SimulateCommand : Command
{
    private const string All = "all";

    /// <summary>What a fleet may have, and a task: the bounds of the settings, which the policies read.</summary>
    private const int MostTasks = EcsSettings.MostTasks;
    private const int MostSlots = EcsSettings.MostMessagesPerTask;

    private readonly OperatorConsole _console;
    private readonly Option<string> _policy = Words(
        "--policy", $"What scales: {string.Join(", ", SimulatedPolicies.Names)}, or all.", "predictive", SimulatedPolicies.Names);

    private readonly Option<string> _workload = Words(
        "--workload", $"What arrives: {string.Join(", ", WorkloadCatalog.Names)}, or all.", "steady", WorkloadCatalog.Names);

    private readonly Option<FileInfo> _trace = new("--trace")
    {
        Description = $"What arrives, as CSV with the header {TraceFile.Header}, instead of a workload. Second 0 is midnight.",
        HelpName = "FILE",
    };

    private readonly Option<int> _seed = Whole("--seed", "Draws the workload and cold starts: the same seed, the same result.", 1, 0, 10_000_000);
    private readonly Option<int> _messagesPerTask = Whole("--messages-per-task", "Slots of a task.", 5, 1, MostSlots);
    private readonly Option<int> _min = Whole("--min", "The fewest tasks.", 1, 0, MostTasks);
    private readonly Option<int> _max = Whole("--max", "The most tasks.", 200, 1, MostTasks);
    private readonly Option<int> _days = Whole("--days", "How many days a workload lasts.", 1, 1, 3_650);
    private readonly Option<int> _activations = Whole("--activations", "Scales a workload to about so many activations; 0 leaves it.", 0, 0, 10_000_000);
    private readonly Option<string> _coldStart = new("--cold-start")
    {
        Description = "Seconds from RunTask to a worker that takes work, from the fastest to the slowest.",
        HelpName = "30-60",
        DefaultValueFactory = _ => "30-60",
    };

    private readonly Option<double?> _hourlyCeiling = new("--hourly-ceiling") { Description = "What the fleet may cost an hour, in USD.", HelpName = "USD" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };
    private readonly Option<FileInfo> _plot = new("--plot") { Description = "Draw the result into an SVG file.", HelpName = "FILE" };
    private readonly Option<FileInfo> _table = new("--table")
    {
        Description = "Put the result as a table between the markers of a Markdown file.",
        HelpName = "FILE",
    };

    public SimulateCommand(OperatorConsole console)
        : base("simulate", "Show what a policy would do with a workload: waits, cost, tasks, interrupted work.")
    {
        _console = console;
        foreach (var option in new Option[]
        {
            _policy, _workload, _trace, _seed, _messagesPerTask, _min, _max, _days, _activations, _coldStart, _hourlyCeiling,
            _json, _plot, _table,
        })
        {
            Options.Add(option);
        }

        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var prices = SettingsReader.Read(_console.Configuration, Prices.Read);
        if (Misunderstanding(arguments, prices) is { } problem)
        {
            await _console.Error.WriteLineAsync(problem);
            return ExitCodes.Usage;
        }

        // On another thread, or a signal would find nobody who listens until all is done.
        var reports = await _console.ShowProgressAsync("Reading what arrives.", onStep => Task.Run(
            () => Run(arguments, prices, onStep, cancellationToken), cancellationToken));

        // First what took long: a file that cannot be written must not lose it.
        await _console.WriteLineAsync(arguments.GetValue(_json)
            ? reports.Count == 1
                ? JsonSerializer.Serialize(reports[0], SimulationJsonContext.Default.SimulationReport)
                : JsonSerializer.Serialize(reports, SimulationJsonContext.Default.IReadOnlyListSimulationReport)
            : ReportTable.Text(reports).TrimEnd());

        if (arguments.GetValue(_plot) is { } plot)
        {
            await File.WriteAllTextAsync(plot.FullName, SvgPlot.Draw(reports), cancellationToken);
        }

        if (arguments.GetValue(_table) is { } table)
        {
            GeneratedTable.Replace(table.FullName, ReportTable.Markdown(reports));
        }

        return ExitCodes.Done;
    }

    private string? Misunderstanding(ParseResult arguments, Prices prices)
    {
        var (min, max) = (arguments.GetValue(_min), arguments.GetValue(_max));
        if (min > max)
        {
            return $"--min is {min} and --max is {max}: expected the minimum not to exceed the maximum.";
        }

        var coldStart = arguments.GetRequiredValue(_coldStart);
        if (ParseColdStart(coldStart) is null)
        {
            return $"--cold-start is \"{coldStart}\": expected two numbers of seconds up to 3600, the smaller first, such as 30-60.";
        }

        // Without any task nothing is ever served, and the simulation would have no end.
        return arguments.GetValue(_hourlyCeiling) is { } ceiling && !(ceiling >= prices.TaskHourUsd)
            ? string.Create(
                CultureInfo.InvariantCulture, $"--hourly-ceiling is {ceiling}: expected at least what one task costs, {prices.TaskHourUsd:0.####}.")
            : null;
    }

    private IReadOnlyList<SimulationReport> Run(
        ParseResult arguments, Prices prices, Action<string> onStep, CancellationToken cancellationToken)
    {
        var reports = new List<SimulationReport>();
        foreach (var trace in Traces(arguments))
        {
            foreach (var policy in Chosen(arguments.GetRequiredValue(_policy), SimulatedPolicies.Names))
            {
                var what = $"Simulating {trace.Name} with {policy}";
                onStep($"{what}.");
                var options = new SimulationOptions
                {
                    Policy = policy,
                    Trace = trace,
                    Seed = arguments.GetValue(_seed),
                    MessagesPerTask = arguments.GetValue(_messagesPerTask),
                    MinTasks = arguments.GetValue(_min),
                    MaxTasks = arguments.GetValue(_max),
                    ColdStart = ParseColdStart(arguments.GetRequiredValue(_coldStart))!.Value,
                    Prices = prices,
                    HourlyCeilingUsd = arguments.GetValue(_hourlyCeiling),
                };
                reports.Add(SimulationRunner.Run(options, percent => onStep($"{what}: {percent} %."), cancellationToken));
            }
        }

        return reports;
    }

    private IEnumerable<ActivationTrace> Traces(ParseResult arguments)
    {
        if (arguments.GetValue(_trace) is { } file)
        {
            return [TraceFile.Read(file.FullName)];
        }

        var (seed, days, activations) = (arguments.GetValue(_seed), arguments.GetValue(_days), arguments.GetValue(_activations));
        return Chosen(arguments.GetRequiredValue(_workload), WorkloadCatalog.Names).Select(name =>
        {
            var natural = WorkloadCatalog.Generate(name, seed, days, 1);
            return activations == 0
                ? natural
                : WorkloadCatalog.Generate(name, seed, days, activations / (double)Math.Max(1, natural.Count));
        });
    }

    private static IEnumerable<string> Chosen(string choice, IReadOnlyList<string> names) => choice == All ? names : [choice];

    private static ColdStart? ParseColdStart(string text)
    {
        var parts = text.Split('-');
        if (double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var min)
            && double.TryParse(parts[^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var max)
            && parts.Length <= 2 && min <= max && max <= 3_600)
        {
            return new ColdStart(min, max);
        }

        return null;
    }

    private static Option<string> Words(string name, string description, string fallback, IReadOnlyList<string> words)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "NAME", DefaultValueFactory = _ => fallback };
        option.AcceptOnlyFromAmong([.. words, All]);
        return option;
    }

    private static Option<int> Whole(string name, string description, int fallback, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => fallback };
        option.Validators.Add(result => Check(result, name, least, most));
        return option;
    }

    private static void Check(OptionResult result, string name, int least, int most)
    {
        if (result.Tokens.Count > 0
            && !(int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most))
        {
            result.AddError($"{name} is \"{result.Tokens[0].Value}\": expected a whole number from {least} to {most}.");
        }
    }
}
