namespace Amazon.CloudWatchLogs.Model;

/// <summary>Sets for how many days a log group keeps events.</summary>
public partial class PutRetentionPolicyRequest : AmazonCloudWatchLogsRequest
{
    public string LogGroupName { get; set; }

    public int? RetentionInDays { get; set; }
}
