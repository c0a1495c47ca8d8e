using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Workspaces;

/// <summary>The JSON of the workspace routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KeepRequest))]
[JsonSerializable(typeof(WorkspaceAnswer))]
internal sealed partial class WorkspacesJsonContext : JsonSerializerContext;
