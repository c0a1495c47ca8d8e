using System.Text.Json.Serialization;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Ecs.Tasks;

namespace CloudIde.Emulator.Ecs;

/// <summary>The forms of ECS's files.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Cluster[]))]
[JsonSerializable(typeof(TaskDefinition))]
[JsonSerializable(typeof(TaskState))]
internal sealed partial class EcsJsonContext : JsonSerializerContext;
