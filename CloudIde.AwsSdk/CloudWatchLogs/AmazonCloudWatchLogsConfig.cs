using CloudIde.AwsSdk.Json;

namespace Amazon.CloudWatchLogs;

/// <summary>The configuration of <see cref="AmazonCloudWatchLogsClient"/>.</summary>
public partial class AmazonCloudWatchLogsConfig() : JsonServiceConfig(CloudWatchLogsService.Description)
{
    /// <summary>The service id.</summary>
    public static new string ServiceId => CloudWatchLogsService.Description.ServiceId;
}
