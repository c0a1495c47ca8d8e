using System.CommandLine;
using CloudIde.Core.Commands;
using CloudIde.Core.Scaling;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>redrive</c>: puts dead letters back into the queue.</summary>
internal sealed class RedriveCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Argument<string?> _message = new("message")
    {
        Description = "The id of one message, as dead-letters shows it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Put all of them back." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public RedriveCommand(OperatorConsole console)
        : base("redrive", "Put dead letters back into the queue. A command that may have started is not run again by it.")
    {
        _console = console;
        Arguments.Add(_message);
        Options.Add(_all);
        Options.Add(_json);
        Validators.Add(result =>
        {
            if ((result.GetValue(_message) is null) != result.GetValue(_all))
            {
                result.AddError("redrive expects either the id of one message or --all.");
            }
        });
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var report = await RedriveAsync(session.Get<DeadLetters>(), arguments.GetValue(_message), cancellationToken);
        if (report.Redriven > 0)
        {
            await session.Get<ScalingNudge>().SendAsync("redrive");
        }

        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(report, OperatorJsonContext.Default.RedriveReport);
        }
        else
        {
            await _console.WriteLineAsync(report.Message);
        }

        return ExitCodes.Done;
    }

    private static async Task<RedriveReport> RedriveAsync(DeadLetters letters, string? message, CancellationToken cancellationToken)
    {
        if (message is not null)
        {
            return await letters.RedriveAsync(message, cancellationToken)
                ? new RedriveReport(1, "It is in the queue again.")
                : throw new InvalidDataException($"There is no dead letter {message}, or somebody else looks at it at this moment.");
        }

        return await letters.RedriveAllAsync(cancellationToken) switch
        {
            null => throw new InvalidDataException("The queue has no queue of dead letters. The command setup gives it one."),
            0 => new RedriveReport(0, "There are no dead letters."),
            { } count => new RedriveReport(count, $"SQS puts {count} dead letters back into the queue, one after the other."),
        };
    }
}
