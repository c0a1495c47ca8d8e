using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Terminals;

/// <summary>The JSON of the terminal routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OpenTerminalRequest))]
[JsonSerializable(typeof(OpenTerminalAnswer))]
[JsonSerializable(typeof(TerminalListAnswer))]
internal sealed partial class TerminalsJsonContext : JsonSerializerContext;
