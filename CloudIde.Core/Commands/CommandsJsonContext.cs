using System.Text.Json.Serialization;

namespace CloudIde.Core.Commands;

/// <summary>The JSON of what Redis keeps of commands.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class CommandsJsonContext : JsonSerializerContext;
