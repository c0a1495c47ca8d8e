using System.Text.Json.Serialization;

namespace CloudIde.Core.Terminals;

/// <summary>Source-generated JSON of terminals: what is kept in Redis and the control frames of the WebSocket.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TerminalViewer))]
[JsonSerializable(typeof(ClientFrame))]
[JsonSerializable(typeof(ServerFrame))]
public sealed partial class TerminalJsonContext : JsonSerializerContext;
