using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Projects;

/// <summary>The JSON of the project routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CreateProjectRequest))]
[JsonSerializable(typeof(UpdateProjectRequest))]
[JsonSerializable(typeof(ProjectListAnswer))]
[JsonSerializable(typeof(ProjectSavedAnswer))]
[JsonSerializable(typeof(ProjectAnswer))]
internal sealed partial class ProjectsJsonContext : JsonSerializerContext;
