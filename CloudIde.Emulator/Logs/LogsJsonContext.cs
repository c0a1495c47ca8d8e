using System.Text.Json.Serialization;

namespace CloudIde.Emulator.Logs;

/// <summary>The forms of what is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogGroupState))]
[JsonSerializable(typeof(LogStreamHeader))]
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogsJsonContext : JsonSerializerContext;
