using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Problems;

/// <summary>The JSON of problem details.</summary>
[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ProblemsJsonContext : JsonSerializerContext
{
    /// <summary>
    /// Camel case, and quotes and letters as they are, so that a person at a shell can read them: problems are always sent
    /// as JSON, with nosniff.
    /// </summary>
    public static ProblemsJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
