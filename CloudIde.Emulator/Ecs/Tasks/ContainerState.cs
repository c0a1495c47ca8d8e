using CloudIde.Emulator.Ecs.Runtime;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>A container of a task as it is kept.</summary>
internal sealed record ContainerState
{
    /// <summary>The container's name.</summary>
    public required string Name { get; init; }

    /// <summary>The last part of its ARN.</summary>
    public required string Id { get; init; }

    /// <summary>Its id in the runtime and in the metadata endpoint: the task's id and a number.</summary>
    public required string RuntimeId { get; init; }

    /// <summary>The image.</summary>
    public required string Image { get; init; }

    /// <summary>PENDING, RUNNING or STOPPED.</summary>
    public string LastStatus { get; init; } = EcsTaskStatus.Pending;

    /// <summary>When it started, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What it ended with, or null.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it did not start, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>CPU units.</summary>
    public int Cpu { get; init; }

    /// <summary>MiB, or null.</summary>
    public int? Memory { get; init; }

    /// <summary>MiB, or null.</summary>
    public int? MemoryReservation { get; init; }

    /// <summary>How to find what runs, after the emulator was killed.</summary>
    public ContainerIdentity? Identity { get; init; }
}
