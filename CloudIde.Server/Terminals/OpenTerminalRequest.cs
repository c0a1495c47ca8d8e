namespace CloudIde.Server.Terminals;

/// <summary>A terminal to open.</summary>
/// <param name="Cols">Cells a row, or null for the default.</param>
/// <param name="Rows">Rows, or null for the default.</param>
/// <param name="Title">A name for people, or null.</param>
internal sealed record OpenTerminalRequest(int? Cols, int? Rows, string? Title);
