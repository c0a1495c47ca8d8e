using CloudIde.AwsSdk.Json;
using System.Text.Json.Serialization;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>An event of a stream.</summary>
public partial class OutputLogEvent
{
    [JsonConverter(typeof(EpochMillisecondsConverter))]
    public DateTime? IngestionTime { get; set; }

    public string Message { get; set; }

    [JsonConverter(typeof(EpochMillisecondsConverter))]
    public DateTime? Timestamp { get; set; }
}
