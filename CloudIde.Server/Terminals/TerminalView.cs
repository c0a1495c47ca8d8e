using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>A terminal in the API.</summary>
/// <param name="TerminalId">The terminal.</param>
/// <param name="Title">A name for people.</param>
/// <param name="Cols">Cells a row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="State"><c>waiting</c> for a worker, <c>running</c>, <c>exited</c>, or <c>closing</c>.</param>
/// <param name="ExitCode">The shell's exit code when it has exited, 128 + n for signal n; otherwise null.</param>
/// <param name="CreatedAt">When it was opened.</param>
internal sealed record TerminalView(
    string TerminalId, string Title, int Cols, int Rows, string State, int? ExitCode, DateTimeOffset CreatedAt)
{
    /// <summary>Shows a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>What the API shows.</returns>
    public static TerminalView Of(TerminalRecord terminal) => new(
        terminal.TerminalId,
        terminal.Title,
        terminal.Size.Columns,
        terminal.Size.Rows,
        terminal.Closing ? "closing" : terminal.State switch
        {
            TerminalState.Waiting => "waiting",
            TerminalState.Running => "running",
            _ => "exited",
        },
        terminal.ExitCode,
        terminal.CreatedAt);
}
