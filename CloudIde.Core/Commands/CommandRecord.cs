using System.Diagnostics;

namespace CloudIde.Core.Commands;

/// <summary>What Redis knows of one command at one moment.</summary>
public sealed record CommandRecord
{
    /// <summary>The command.</summary>
    public required string CommandId { get; init; }

    /// <summary>What the login shell runs.</summary>
    public required string Text { get; init; }

    /// <summary>Variables beside those that a terminal's shell has.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How long it may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Where it is.</summary>
    public required CommandState State { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker started it, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it got its outcome, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The shell's exit code, 128 + n for signal n; null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>A sentence for people about its outcome, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>The worker that runs or ran it, or null.</summary>
    public string? WorkerId { get; init; }

    /// <summary>The epoch of the lease under which it was started; 0 before.</summary>
    public long Epoch { get; init; }

    /// <summary>Whether somebody asked to cancel it while it ran.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>How many bytes it wrote, as far as they are stored or counted.</summary>
    public long OutputBytes { get; init; }

    /// <summary>How many bytes of the beginning are kept.</summary>
    public long HeadBytes { get; init; }

    /// <summary>
    /// Where the kept end begins. It is the same as <see cref="HeadBytes"/> when everything is kept, and above it when what lies
    /// between was dropped.
    /// </summary>
    public long TailOffset { get; init; }

    /// <summary>The trace in which it was asked for; empty where nothing was traced.</summary>
    public ActivityContext AskedBy { get; init; }
}
