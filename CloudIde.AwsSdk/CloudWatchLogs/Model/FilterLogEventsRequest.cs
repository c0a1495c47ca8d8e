namespace Amazon.CloudWatchLogs.Model;

/// <summary>Finds events in the streams of a log group. Times are milliseconds since 1970.</summary>
public partial class FilterLogEventsRequest : AmazonCloudWatchLogsRequest
{
    public long? EndTime { get; set; }

    public string FilterPattern { get; set; }

    public int? Limit { get; set; }

    public string LogGroupIdentifier { get; set; }

    public string LogGroupName { get; set; }

    public string LogStreamNamePrefix { get; set; }

    public List<string> LogStreamNames { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string NextToken { get; set; }

    public long? StartTime { get; set; }

    public bool? Unmask { get; set; }
}
