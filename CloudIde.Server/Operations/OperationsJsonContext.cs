using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Operations;

/// <summary>The JSON of the operators' routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(QueueAnswer))]
[JsonSerializable(typeof(FleetAnswer))]
[JsonSerializable(typeof(SessionsAnswer))]
[JsonSerializable(typeof(DecisionsAnswer))]
[JsonSerializable(typeof(CostAnswer))]
[JsonSerializable(typeof(TaskLogAnswer))]
internal sealed partial class OperationsJsonContext : JsonSerializerContext;
