using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server;

/// <summary>The JSON that several routes share.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class ServerJsonContext : JsonSerializerContext;
