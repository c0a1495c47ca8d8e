using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>The log group was created.</summary>
public partial class CreateLogGroupResponse : AmazonWebServiceResponse
{
}
