using System.Text.Json.Serialization;
using CloudIde.Orchestrator.Scaling.Forecasting;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>The JSON of recorded decisions and of what was learnt.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScalingRecord))]
[JsonSerializable(typeof(DemandState))]
internal sealed partial class ScalingJsonContext : JsonSerializerContext;
