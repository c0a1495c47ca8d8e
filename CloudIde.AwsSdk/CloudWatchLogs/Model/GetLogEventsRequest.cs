using CloudIde.AwsSdk.Json;
using System.Text.Json.Serialization;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Reads a log stream, a page at a time.</summary>
public partial class GetLogEventsRequest : AmazonCloudWatchLogsRequest
{
    [JsonConverter(typeof(EpochMillisecondsConverter))]
    public DateTime? EndTime { get; set; }

    public int? Limit { get; set; }

    public string LogGroupIdentifier { get; set; }

    public string LogGroupName { get; set; }

    public string LogStreamName { get; set; }

    public string NextToken { get; set; }

    public bool? StartFromHead { get; set; }

    [JsonConverter(typeof(EpochMillisecondsConverter))]
    public DateTime? StartTime { get; set; }

    public bool? Unmask { get; set; }
}
