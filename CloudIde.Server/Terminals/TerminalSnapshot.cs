using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>What a server knows of a terminal at one moment, beside its output.</summary>
/// <param name="Terminal">The terminal, or null when it was closed.</param>
/// <param name="Viewers">Who is attached, at any server.</param>
internal sealed record TerminalSnapshot(TerminalRecord? Terminal, IReadOnlyList<TerminalViewer> Viewers);
