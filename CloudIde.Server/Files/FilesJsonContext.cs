using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Files;

/// <summary>The JSON of the file routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileListing))]
[JsonSerializable(typeof(WriteFileRequest))]
[JsonSerializable(typeof(FolderRequest))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(FileSavedAnswer))]
[JsonSerializable(typeof(FileContentAnswer))]
[JsonSerializable(typeof(MoveAnswer))]
internal sealed partial class FilesJsonContext : JsonSerializerContext;
