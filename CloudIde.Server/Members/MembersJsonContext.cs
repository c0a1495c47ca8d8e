using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Members;

/// <summary>The JSON of the member routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(RemoveMemberRequest))]
[JsonSerializable(typeof(MemberListAnswer))]
[JsonSerializable(typeof(MemberSavedAnswer))]
internal sealed partial class MembersJsonContext : JsonSerializerContext;
