using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.Server.Accounts;

/// <summary>The JSON of the account routes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignupRequest))]
[JsonSerializable(typeof(SigninRequest))]
[JsonSerializable(typeof(SignupAnswer))]
[JsonSerializable(typeof(SigninAnswer))]
[JsonSerializable(typeof(MeAnswer))]
internal sealed partial class AccountsJsonContext : JsonSerializerContext;
