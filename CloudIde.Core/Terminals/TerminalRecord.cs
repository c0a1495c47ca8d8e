using System.Diagnostics;

namespace CloudIde.Core.Terminals;

/// <summary>What Redis knows of one terminal at one moment.</summary>
/// <param name="TerminalId">The terminal.</param>
/// <param name="Title">A name for people.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Size">Its size: the smallest common one of its viewers.</param>
/// <param name="State">Whether it has a shell.</param>
/// <param name="ExitCode">The shell's exit code (128 + n for signal n), when <paramref name="State"/> is <see cref="TerminalState.Exited"/>.</param>
/// <param name="Closing">Whether somebody asked to close it.</param>
/// <param name="Base">The offset of the first byte of output that is still kept.</param>
/// <param name="Head">The offset behind the last byte of output.</param>
/// <param name="OpenedBy">The trace in which it was opened; empty where nothing was traced.</param>
/// <param name="Folder">
/// Where its shell was last seen, below the shell's home folder or, with a leading slash, elsewhere on the machine; null where
/// that is not known. A fresh shell starts there.
/// </param>
public sealed record TerminalRecord(
    string TerminalId,
    string Title,
    DateTimeOffset CreatedAt,
    TerminalSize Size,
    TerminalState State,
    int? ExitCode,
    bool Closing,
    long Base,
    long Head,
    ActivityContext OpenedBy,
    string? Folder = null);
