namespace CloudIde.Server.Terminals;

/// <summary>A project's terminals, oldest first.</summary>
/// <param name="Terminals">The terminals.</param>
internal sealed record TerminalListAnswer(IReadOnlyList<TerminalView> Terminals);
