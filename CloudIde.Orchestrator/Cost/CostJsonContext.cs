using System.Text.Json.Serialization;

namespace CloudIde.Orchestrator.Cost;

/// <summary>The JSON of costs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CostReport))]
internal sealed partial class CostJsonContext : JsonSerializerContext;
