namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>The states of a task in ECS's words. A task only ever moves towards <see cref="Stopped"/>.</summary>
internal static class EcsTaskStatus
{
    /// <summary>Gets its network interface.</summary>
    public const string Provisioning = "PROVISIONING";

    /// <summary>Waits for its images and its start.</summary>
    public const string Pending = "PENDING";

    /// <summary>Runs.</summary>
    public const string Running = "RUNNING";

    /// <summary>Has been asked to end and has not yet.</summary>
    public const string Stopping = "STOPPING";

    /// <summary>Has ended and gives its network interface back.</summary>
    public const string Deprovisioning = "DEPROVISIONING";

    /// <summary>Is over.</summary>
    public const string Stopped = "STOPPED";
}
