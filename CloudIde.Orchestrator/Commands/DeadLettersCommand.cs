using System.CommandLine;
using System.Globalization;
using CloudIde.Core.Commands;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>dead-letters</c>: what could not be done in the allowed number of tries.</summary>
internal sealed class DeadLettersCommand : Command
{
    private const int MaxListed = 1000;

    private readonly OperatorConsole _console;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, with the messages' bodies." };

    public DeadLettersCommand(OperatorConsole console)
        : base("dead-letters", "List the messages that were tried as often as is allowed without being done. They stay where they are.")
    {
        _console = console;
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var letters = await session.Get<DeadLetters>().ListAsync(MaxListed, cancellationToken);
        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(letters, OperatorJsonContext.Default.IReadOnlyListDeadLetter);
            return ExitCodes.Done;
        }

        if (letters.Count == 0)
        {
            await _console.WriteLineAsync("There are no dead letters.");
            return ExitCodes.Done;
        }

        var table = OperatorConsole.Table("Message", "Project", "Command", "Sent", "Received", "Reason");
        foreach (var letter in letters)
        {
            OperatorConsole.AddRow(
                table,
                letter.MessageId,
                letter.Activation?.ProjectId ?? "",
                letter.Activation?.Command?.CommandId ?? "",
                letter.SentAt?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
                letter.ReceiveCount.ToString(CultureInfo.InvariantCulture),
                letter.Reason);
        }

        _console.Write(table);
        await _console.WriteLineAsync("The command redrive puts them back.");
        return ExitCodes.Done;
    }
}
