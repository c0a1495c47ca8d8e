using System.CommandLine;
using System.Globalization;
using CloudIde.Core.Operations;
using CloudIde.Orchestrator.Cost;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>status</c>: queue, fleet, the orchestrator that acts and its latest decision.</summary>
internal sealed class StatusCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public StatusCommand(OperatorConsole console)
        : base("status", $"Show the queue, the fleet and the latest decision. Exits with {ExitCodes.Unwell} when something is not as it should be.")
    {
        _console = console;
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments.GetValue(_json), cancellationToken), cancellationToken));
    }

    private async Task<T?> TryAsync<T>(string what, Func<Task<T>> read, List<string> problems, CancellationToken cancellationToken)
        where T : class?
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && ServiceErrors.Sentence(e, _console.Configuration) is { } why)
        {
            // The rest may be readable, and is what an operator needs to find out what is wrong.
            problems.Add($"{what} cannot be read: {why}");
            return null;
        }
    }

    private static void AddProblems(FleetReport? latest, string? leader, IReadOnlyList<TaskReport>? tasks, DateTimeOffset now, List<string> problems)
    {
        if (leader is null && problems.Count == 0)
        {
            problems.Add("No orchestrator acts.");
        }
        else if (leader is not null && latest is not null && now - latest.At > OperationsRecords.ReportIsCurrentFor)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"The latest round was {(now - latest.At).TotalSeconds:0} s ago."));
        }

        if (latest is { Target: null })
        {
            problems.Add($"The fleet is held as it is: {latest.Reason}");
        }

        var unregistered = tasks?.Count(task => task.State == "unregistered") ?? 0;
        if (unregistered > 0)
        {
            problems.Add($"The workers of {unregistered} running tasks do not answer.");
        }
    }

    private async Task<int> InvokeAsync(bool json, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var problems = new List<string>();
        var queue = await TryAsync("The queue", () => session.Queue.GetDepthAsync(cancellationToken), problems, cancellationToken);
        var tasks = await TryAsync("The fleet", () => session.ListTasksAsync(cancellationToken), problems, cancellationToken);
        var leader = await TryAsync("The acting orchestrator", () => session.Records.FindLeaderAsync(), problems, cancellationToken);
        var latest = await TryAsync("The latest round", () => session.Records.FindReportAsync(), problems, cancellationToken);
        var now = session.Time.GetUtcNow();
        AddProblems(latest, leader, tasks, now, problems);
        var report = new StatusReport(now, leader, queue, tasks, latest, problems);
        if (json)
        {
            await _console.WriteJsonAsync(report, OperatorJsonContext.Default.StatusReport);
        }
        else
        {
            Write(report);
        }

        return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Unwell;
    }

    private void Write(StatusReport report)
    {
        var table = OperatorConsole.Table("", "");
        table.ShowHeaders = false;
        OperatorConsole.AddRow(table, "Orchestrator", report.Orchestrator ?? "none acts");
        OperatorConsole.AddRow(table, "Queue", report.Queue is { } queue
            ? $"{queue.Visible} waiting, {queue.InFlight} active, {queue.Delayed} delayed"
            : "unknown");
        OperatorConsole.AddRow(table, "Fleet", Fleet(report));
        if (report.Latest is { } latest)
        {
            OperatorConsole.AddRow(table, "Decided", $"{latest.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {latest.Policy}: {latest.Reason}");
            if (latest.Spend is { } spend)
            {
                OperatorConsole.AddRow(table, "Cost", SpendText.Of(spend));
            }
        }

        _console.Write(table);
        if (report.Tasks is { Count: > 0 } tasks)
        {
            TasksCommand.Write(_console, tasks, report.At);
        }

        foreach (var problem in report.Problems)
        {
            _console.Output.WriteLine($"! {problem}");
        }
    }

    private static string Fleet(StatusReport report)
    {
        if (report.Tasks is not { } tasks)
        {
            return "unknown";
        }

        var states = tasks.GroupBy(task => task.State).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}");
        var wanted = report.Latest?.Target is { } target ? $", {target} wanted" : "";
        return $"{tasks.Count} tasks{(tasks.Count == 0 ? "" : $" ({string.Join(", ", states)})")}{wanted}";
    }
}
