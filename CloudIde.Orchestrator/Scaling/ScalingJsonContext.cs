using System.Text.Json.Serialization;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>The JSON of recorded decisions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScalingRecord))]
internal sealed partial class ScalingJsonContext : JsonSerializerContext;
