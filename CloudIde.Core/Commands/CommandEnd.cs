namespace CloudIde.Core.Commands;

/// <summary>How a command ended on its worker.</summary>
/// <param name="State">Its outcome.</param>
/// <param name="ExitCode">The shell's exit code, 128 + n for signal n; or null.</param>
/// <param name="Notice">A sentence for people, or null.</param>
/// <param name="OutputBytes">How many bytes it wrote.</param>
/// <param name="TailOffset">Where <paramref name="Tail"/> begins.</param>
/// <param name="Tail">The end of the output, when it did not fit behind the kept beginning; otherwise empty.</param>
public sealed record CommandEnd(
    CommandState State, int? ExitCode, string? Notice, long OutputBytes, long TailOffset, ReadOnlyMemory<byte> Tail);
