using System.Text.Json.Serialization;

namespace CloudIde.Core.Operations;

/// <summary>The JSON of what the orchestrator leaves in Redis for operators.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FleetReport))]
[JsonSerializable(typeof(RecordedDecision))]
internal sealed partial class OperationsJsonContext : JsonSerializerContext;
