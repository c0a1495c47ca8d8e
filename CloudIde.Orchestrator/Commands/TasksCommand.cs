using System.CommandLine;
using System.Globalization;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>tasks</c>: the worker tasks and what their workers do.</summary>
internal sealed class TasksCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public TasksCommand(OperatorConsole console)
        : base("tasks", "List the worker tasks that start or run, and what their workers do.")
    {
        _console = console;
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments.GetValue(_json), cancellationToken), cancellationToken));
    }

    /// <summary>Writes tasks as a table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="tasks">The tasks.</param>
    /// <param name="now">The present, for their ages.</param>
    public static void Write(OperatorConsole console, IReadOnlyList<TaskReport> tasks, DateTimeOffset now)
    {
        var table = OperatorConsole.Table("Task", "Status", "Worker", "Slots", "Age", "Runs", "Capacity");
        foreach (var task in tasks)
        {
            OperatorConsole.AddRow(
                table,
                task.TaskId,
                task.Status,
                task.State,
                task.Slots == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{task.UsedSlots}/{task.Slots}"),
                task.StartedAt is { } start ? Age(now - start) : "-",
                (task.Revision ?? "-") + (task.Outdated ? " (outdated)" : ""),
                task.Spot ? "spot" : "on demand");
        }

        console.Write(table);
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, age.Seconds)}s",
        { TotalHours: < 1 } => $"{age.Minutes}m{age.Seconds:00}s",
        { TotalDays: < 1 } => $"{age.Hours}h{age.Minutes:00}m",
        _ => $"{(int)age.TotalDays}d{age.Hours:00}h",
    };

    private async Task<int> InvokeAsync(bool json, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var tasks = await session.ListTasksAsync(cancellationToken);
        if (json)
        {
            await _console.WriteJsonAsync(tasks, OperatorJsonContext.Default.IReadOnlyListTaskReport);
        }
        else if (tasks.Count == 0)
        {
            await _console.WriteLineAsync("No task starts or runs.");
        }
        else
        {
            Write(_console, tasks, session.Time.GetUtcNow());
        }

        return ExitCodes.Done;
    }
}
