namespace CloudIde.Worker.Pty.Isolation;

/// <summary>Resource limits, hard and soft alike; null leaves a limit as the worker has it.</summary>
internal sealed record ProcessLimits
{
    /// <summary>
    /// Processes and threads of the user, all terminals together: it stops a fork bomb only under an own user id.
    /// </summary>
    internal long? Processes { get; init; }

    /// <summary>Open files of each process.</summary>
    internal long? OpenFiles { get; init; }

    /// <summary>Bytes of the largest file a process may write.</summary>
    internal long? FileSizeBytes { get; init; }

    /// <summary>
    /// Bytes of private memory of each process (RLIMIT_DATA). Not the address space: Node and .NET reserve hundreds of
    /// gigabytes of it without using them.
    /// </summary>
    internal long? MemoryBytes { get; init; }

    /// <summary>How far the processes stand back for the worker when the processors are busy, 0 to 19.</summary>
    internal int Niceness { get; init; }
}
