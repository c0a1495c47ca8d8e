using System.Text.Json.Serialization;
using Amazon.CloudWatchLogs.Model;
using CloudIde.AwsSdk.Json;

namespace Amazon.CloudWatchLogs;

/// <summary>The JSON of Amazon CloudWatch Logs's requests and responses.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    Converters = [typeof(ConstantClassConverter), typeof(EpochSecondsConverter), typeof(LenientStringConverter)])]
[JsonSerializable(typeof(CreateLogGroupRequest))]
[JsonSerializable(typeof(CreateLogGroupResponse))]
[JsonSerializable(typeof(FilterLogEventsRequest))]
[JsonSerializable(typeof(FilterLogEventsResponse))]
[JsonSerializable(typeof(GetLogEventsRequest))]
[JsonSerializable(typeof(GetLogEventsResponse))]
[JsonSerializable(typeof(PutRetentionPolicyRequest))]
[JsonSerializable(typeof(PutRetentionPolicyResponse))]
internal sealed partial class CloudWatchLogsJsonContext : JsonSerializerContext;
