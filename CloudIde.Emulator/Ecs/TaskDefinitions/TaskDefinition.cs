using System.Text.Json;
using System.Text.Json.Serialization;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>One revision of a family, as it is kept.</summary>
internal sealed record TaskDefinition
{
    /// <summary>The family.</summary>
    public required string Family { get; init; }

    /// <summary>The revision, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>False once it has been deregistered.</summary>
    public bool Active { get; init; } = true;

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was deregistered, or null.</summary>
    public DateTimeOffset? DeregisteredAt { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ResourceTags.None;

    /// <summary>All that was registered, with the defaults that AWS fills in.</summary>
    public required JsonElement Document { get; init; }

    /// <summary>The containers.</summary>
    [JsonIgnore]
    public IReadOnlyList<ContainerDefinition> Containers => ContainerDefinition.ReadAll(Document);

    /// <summary>The role whose credentials the task gets, or null.</summary>
    [JsonIgnore]
    public string? TaskRoleArn => Text("taskRoleArn");

    /// <summary>The size of the task's own disk in GiB.</summary>
    [JsonIgnore]
    public int EphemeralStorageGiB =>
        new JsonInput(Document).Structure("ephemeralStorage")?.Integer("sizeInGiB") ?? EphemeralStorage.DefaultGiB;

    /// <summary>CPU units of the task.</summary>
    [JsonIgnore]
    public string? Cpu => Text("cpu");

    /// <summary>MiB of the task.</summary>
    [JsonIgnore]
    public string? Memory => Text("memory");

    /// <summary>Whether Fargate can run it.</summary>
    [JsonIgnore]
    public bool RunsOnFargate => new JsonInput(Document).Texts("compatibilities")?.Contains("FARGATE") == true;

    /// <summary>Whether each task gets a network interface of its own.</summary>
    [JsonIgnore]
    public bool HasNetworkInterface => Text("networkMode") == "awsvpc";

    private string? Text(string member) => new JsonInput(Document).Text(member);
}
