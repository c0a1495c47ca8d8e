using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of events. The end is reached when the token that comes back is the one that was sent.</summary>
public partial class GetLogEventsResponse : AmazonWebServiceResponse
{
    public List<OutputLogEvent> Events { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string NextBackwardToken { get; set; }

    public string NextForwardToken { get; set; }
}
