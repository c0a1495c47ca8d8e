using System.Text.Json.Serialization;

namespace CloudIde.Core.Files;

/// <summary>How changes of files are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileChanges))]
internal sealed partial class FilesJsonContext : JsonSerializerContext;
