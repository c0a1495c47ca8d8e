using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Commands;

/// <summary>The JSON of the command routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RunCommandRequest))]
[JsonSerializable(typeof(RunCommandAnswer))]
[JsonSerializable(typeof(CommandListAnswer))]
[JsonSerializable(typeof(CommandView))]
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(RedriveRequest))]
[JsonSerializable(typeof(RedriveAnswer))]
internal sealed partial class CommandsJsonContext : JsonSerializerContext;
