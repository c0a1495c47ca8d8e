namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Names a running container beyond the emulator's own life.</summary>
/// <param name="ProcessId">Its main process.</param>
/// <param name="StartedAt">
/// When that process started, in the system's own form. Process ids are reused; with this, no other process is taken for it.
/// </param>
internal sealed record ContainerIdentity(int ProcessId, string StartedAt)
{
    /// <summary>Its id in the container engine; null for a process.</summary>
    public string? ContainerId { get; init; }
}
