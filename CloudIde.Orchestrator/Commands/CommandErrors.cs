namespace CloudIde.Orchestrator.Commands;

/// <summary>Turns what may go wrong for reasons outside the program into sentences and an exit code.</summary>
internal static class CommandErrors
{
    /// <summary>Runs a command.</summary>
    /// <param name="console">Receives one line for each problem, and has the settings that a problem is explained by.</param>
    /// <param name="run">The command.</param>
    /// <param name="cancellationToken">The command's: what comes of its end is no problem.</param>
    /// <returns>The command's exit code, or <see cref="ExitCodes.Failed"/> for a problem. Other errors are ours and are not caught.</returns>
    public static async Task<int> ReportAsync(
        OperatorConsole console, Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception e) when (ServiceErrors.Sentence(e, console.Configuration) is { } sentence)
        {
            await console.Error.WriteLineAsync(sentence);
            return ExitCodes.Failed;
        }
    }
}
