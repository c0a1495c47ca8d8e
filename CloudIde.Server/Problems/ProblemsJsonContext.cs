using System.Text.Json.Serialization;

namespace CloudIde.Server.Problems;

/// <summary>The JSON of problem details.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ProblemsJsonContext : JsonSerializerContext;
