namespace CloudIde.Orchestrator.Fleet;

/// <summary>A worker task that the runtime is starting or running. Tasks that are stopping are not listed.</summary>
/// <param name="Id">The task's id, which is also its worker's: on ECS the last part of the ARN.</param>
/// <param name="Status">The runtime's own word, such as <c>PENDING</c>, for people.</param>
internal sealed record FleetTask(string Id, string Status)
{
    /// <summary>What it runs: on ECS <c>family:revision</c>, on Kubernetes the image; or null.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether it is known to run something else than what new tasks run.</summary>
    public bool Outdated { get; init; }

    /// <summary>Whether it runs on spare capacity, which may be taken back.</summary>
    public bool Spot { get; init; }

    /// <summary>When it was created, or null.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether its container runs; its worker may not have registered yet.</summary>
    public bool IsRunning => Status.Equals("RUNNING", StringComparison.OrdinalIgnoreCase);
}
