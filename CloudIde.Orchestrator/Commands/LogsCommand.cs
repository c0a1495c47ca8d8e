using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>logs</c>: what worker tasks wrote, those that have ended included.</summary>
internal sealed class LogsCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Argument<string?> _task = new("task")
    {
        Description = "The task's id or the beginning of it; all tasks unless given.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Wait for further lines until Ctrl-C." };
    private readonly Option<string> _since = new("--since")
    {
        Description = "How far back, such as 30s, 10m, 2h or 1d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "10m",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object a line." };

    public LogsCommand(OperatorConsole console)
        : base("logs", "Print what worker tasks wrote, oldest first.")
    {
        _console = console;
        Arguments.Add(_task);
        Options.Add(_follow);
        Options.Add(_since);
        Options.Add(_json);
        _since.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && ParseAge(result.Tokens[0].Value) is null)
            {
                result.AddError($"--since is \"{result.Tokens[0].Value}\": expected a number and s, m, h or d, such as 10m.");
            }
        });
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private static TimeSpan? ParseAge(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 100_000)
        {
            return null;
        }

        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }

    private static string Line(TaskLogLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.At?.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} {line.TaskId[..Math.Min(8, line.TaskId.Length)]} {line.Message.TrimEnd()}");

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var since = session.Time.GetUtcNow() - ParseAge(arguments.GetRequiredValue(_since))!.Value;
        var (json, follow) = (arguments.GetValue(_json), arguments.GetValue(_follow));
        var task = arguments.GetValue(_task);
        var any = false;
        try
        {
            await foreach (var line in session.Logs.ReadAsync(task?[(task.LastIndexOf('/') + 1)..], since, follow, cancellationToken))
            {
                any = true;
                await _console.WriteLineAsync(json ? JsonSerializer.Serialize(line, LogLineJsonContext.Default.TaskLogLine) : Line(line));
            }
        }
        catch (OperationCanceledException) when (follow && cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }

        if (!any && !follow)
        {
            // Nothing at all would look the same for a quiet task and for a name that is none.
            await _console.Error.WriteLineAsync($"{(task is null ? "No task" : $"No task that begins with {task}")} wrote anything in that time.");
        }

        return ExitCodes.Done;
    }
}
