using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.ProjectEvents;

/// <summary>The JSON of the event stream.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProjectFrame))]
internal sealed partial class ProjectEventsJsonContext : JsonSerializerContext;
