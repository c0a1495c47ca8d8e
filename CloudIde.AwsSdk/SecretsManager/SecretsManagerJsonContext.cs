using System.Text.Json.Serialization;
using Amazon.SecretsManager.Model;
using CloudIde.AwsSdk.Json;

namespace Amazon.SecretsManager;

/// <summary>The JSON of AWS Secrets Manager's requests and responses.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(ConstantClassConverter), typeof(EpochSecondsConverter), typeof(LenientStringConverter)])]
[JsonSerializable(typeof(CreateSecretRequest))]
[JsonSerializable(typeof(CreateSecretResponse))]
[JsonSerializable(typeof(DescribeSecretRequest))]
[JsonSerializable(typeof(DescribeSecretResponse))]
[JsonSerializable(typeof(GetSecretValueRequest))]
[JsonSerializable(typeof(GetSecretValueResponse))]
[JsonSerializable(typeof(PutSecretValueRequest))]
[JsonSerializable(typeof(PutSecretValueResponse))]
internal sealed partial class SecretsManagerJsonContext : JsonSerializerContext;
