using System.CommandLine;
using CloudIde.Orchestrator.Fleet;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>stop</c>: ends one task, unless somebody works on it.</summary>
internal sealed class StopCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Argument<string> _task = new("task") { Description = "The task's id or ARN, or the beginning of its id." };
    private readonly Option<bool> _force = new("--force")
    {
        Description = "Stop it even if its worker holds workspaces: it saves their files, and their programs end.",
    };

    private readonly Option<string> _reason = new("--reason")
    {
        Description = "Why, for whoever looks at the task.",
        HelpName = "TEXT",
        DefaultValueFactory = _ => "Stopped by an operator.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public StopCommand(OperatorConsole console)
        : base("stop", $"Stop a task. One whose worker holds workspaces, or might, is refused with exit code {ExitCodes.Refused}.")
    {
        _console = console;
        Arguments.Add(_task);
        Options.Add(_force);
        Options.Add(_reason);
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var task = await session.FindTaskAsync(arguments.GetRequiredValue(_task), cancellationToken);
        var stop = new TaskStopping(session.Workers, session.Time);
        var refusal = arguments.GetValue(_force) ? null : await stop.PrepareAsync(task, cancellationToken);
        if (refusal is null)
        {
            await session.Runtime.StopAsync(task.TaskId, arguments.GetRequiredValue(_reason), cancellationToken);
        }

        var report = new StopReport(task.TaskId, refusal is null, refusal ?? $"Task {task.TaskId} is stopping.");
        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(report, OperatorJsonContext.Default.StopReport);
        }
        else
        {
            await (report.Stopped ? _console.Output : _console.Error).WriteLineAsync(report.Message);
        }

        return report.Stopped ? ExitCodes.Done : ExitCodes.Refused;
    }
}
