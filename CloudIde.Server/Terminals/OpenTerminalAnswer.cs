namespace CloudIde.Server.Terminals;

/// <summary>The answer to opening a terminal.</summary>
/// <param name="TerminalId">The terminal, fit for URLs.</param>
internal sealed record OpenTerminalAnswer(string TerminalId);
