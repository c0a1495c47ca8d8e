namespace Amazon.CloudWatchLogs.Model;

/// <summary>Creates a log group.</summary>
public partial class CreateLogGroupRequest : AmazonCloudWatchLogsRequest
{
    public bool? DeletionProtectionEnabled { get; set; }

    public string KmsKeyId { get; set; }

    public LogGroupClass LogGroupClass { get; set; }

    public string LogGroupName { get; set; }

    public Dictionary<string, string> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
