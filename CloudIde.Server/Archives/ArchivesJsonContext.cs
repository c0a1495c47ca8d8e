using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Archives;

/// <summary>The JSON of the archive routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ArchiveImportAnswer))]
internal sealed partial class ArchivesJsonContext : JsonSerializerContext;
