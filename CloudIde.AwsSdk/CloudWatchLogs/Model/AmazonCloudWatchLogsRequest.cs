using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The base of all CloudWatch Logs requests.</summary>
public partial class AmazonCloudWatchLogsRequest : AmazonWebServiceRequest
{
}
