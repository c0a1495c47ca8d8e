using CloudIde.Core.Commands;

namespace CloudIde.Server.Commands;

/// <summary>A command in the API. Its variables are not shown: they may hold secrets.</summary>
internal sealed record CommandView
{
    /// <summary>The command.</summary>
    public required string CommandId { get; init; }

    /// <summary>What the login shell runs.</summary>
    public required string Command { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, or its outcome: <c>finished</c>, <c>timedOut</c>, <c>cancelled</c>, <c>interrupted</c>, <c>workerLost</c>, <c>undeliverable</c>, <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The shell's exit code, 128 + n for signal n; null when there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>A sentence about its outcome, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>Whether somebody has asked to cancel it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>How long it may run, in seconds.</summary>
    public double TimeoutSeconds { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it started, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it got its outcome, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From start to outcome, or to now, in milliseconds; null before the start.</summary>
    public long? DurationMilliseconds { get; init; }

    /// <summary>The worker that runs or ran it, or null.</summary>
    public string? WorkerId { get; init; }

    /// <summary>How many bytes of output there were.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Whether some of the output is not kept.</summary>
    public bool Truncated { get; init; }

    /// <summary>The offset of <see cref="Output"/>'s first byte; null where no output is given.</summary>
    public long? Offset { get; init; }

    /// <summary>The offset with which to ask for what follows; null where no output is given.</summary>
    public long? NextOffset { get; init; }

    /// <summary>Output as text, whole characters only; null where no output is given.</summary>
    public string? Output { get; init; }

    /// <summary>Shows a command without output.</summary>
    /// <param name="record">The command.</param>
    /// <param name="now">The present time.</param>
    /// <returns>What the API shows.</returns>
    public static CommandView Of(CommandRecord record, DateTimeOffset now) => new()
    {
        CommandId = record.CommandId,
        Command = record.Text,
        Status = record.State.Word(),
        ExitCode = record.ExitCode,
        Notice = record.Notice,
        CancelRequested = record.CancelRequested,
        TimeoutSeconds = record.Timeout.TotalSeconds,
        CreatedAt = record.CreatedAt,
        StartedAt = record.StartedAt,
        EndedAt = record.EndedAt,
        DurationMilliseconds = record.StartedAt is { } started
            ? Math.Max(0, (long)((record.EndedAt ?? now) - started).TotalMilliseconds)
            : null,
        WorkerId = record.WorkerId,
        OutputBytes = record.OutputBytes,
        Truncated = record.TailOffset > record.HeadBytes,
    };
}
