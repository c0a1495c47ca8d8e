using System.Text.Json.Serialization;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>The JSON of simulations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SimulationReport))]
[JsonSerializable(typeof(IReadOnlyList<SimulationReport>))]
internal sealed partial class SimulationJsonContext : JsonSerializerContext;
