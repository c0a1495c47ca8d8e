using System.Text.Json;
using System.Text.Json.Serialization;
using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>A task as it is kept. Each change makes a new one, so that a reader never sees half a change.</summary>
internal sealed record TaskState
{
    /// <summary>Its id, 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name of its cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>The family of its definition.</summary>
    public required string Family { get; init; }

    /// <summary>The revision of its definition.</summary>
    public required int Revision { get; init; }

    /// <summary>Its group, <c>family:NAME</c> by default.</summary>
    public required string Group { get; init; }

    /// <summary>Who started it, in the caller's words, or null.</summary>
    public string? StartedBy { get; init; }

    /// <summary>FARGATE or FARGATE_SPOT where a strategy chose it, otherwise null.</summary>
    public string? CapacityProvider { get; init; }

    /// <summary>Such as us-east-1a.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary>Fargate's platform version.</summary>
    public required string PlatformVersion { get; init; }

    /// <summary>CPU units.</summary>
    public required string Cpu { get; init; }

    /// <summary>MiB.</summary>
    public required string Memory { get; init; }

    /// <summary>Whether ECS Exec was asked for; only kept.</summary>
    public bool EnableExecuteCommand { get; init; }

    /// <summary>The size of the task's own disk in GiB.</summary>
    public int EphemeralStorageGiB { get; init; } = EphemeralStorage.DefaultGiB;

    /// <summary>The request's overrides.</summary>
    public JsonElement? Overrides { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ResourceTags.None;

    /// <summary>Its network interface, or null.</summary>
    public NetworkInterface? Network { get; init; }

    /// <summary>Its containers.</summary>
    public required IReadOnlyList<ContainerState> Containers { get; init; }

    /// <summary>The state it is in.</summary>
    public string LastStatus { get; init; } = EcsTaskStatus.Provisioning;

    /// <summary>RUNNING, or STOPPED once it is to end.</summary>
    public string DesiredStatus { get; init; } = EcsTaskStatus.Running;

    /// <summary>Why it stopped, as a code, or null.</summary>
    public string? StopCode { get; init; }

    /// <summary>Why it stopped, for people, or null.</summary>
    public string? StoppedReason { get; init; }

    /// <summary>When RunTask was called.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its images began to be pulled.</summary>
    public DateTimeOffset? PullStartedAt { get; init; }

    /// <summary>When its images were there.</summary>
    public DateTimeOffset? PullStoppedAt { get; init; }

    /// <summary>When it began to run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was asked to end.</summary>
    public DateTimeOffset? StoppingAt { get; init; }

    /// <summary>When its containers had ended.</summary>
    public DateTimeOffset? ExecutionStoppedAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Counts its changes, from 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The token with which it was asked for, or null.</summary>
    public string? ClientToken { get; init; }

    /// <summary>What else was asked for with that token.</summary>
    public string? RequestFingerprint { get; init; }

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool IsStopped => LastStatus == EcsTaskStatus.Stopped;

    /// <summary>Sorts tasks by their age.</summary>
    [JsonIgnore]
    public string SortKey => $"{CreatedAt.UtcTicks:D20}{Id}";

    /// <summary>Changes one container.</summary>
    /// <param name="name">The container.</param>
    /// <param name="change">Gives the new state from the old.</param>
    /// <returns>The task with the changed container.</returns>
    public TaskState With(string name, Func<ContainerState, ContainerState> change) => this with
    {
        Containers = [.. Containers.Select(container => container.Name == name ? change(container) : container)],
    };
}
