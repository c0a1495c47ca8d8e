using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A page of events.</summary>
public partial class FilterLogEventsResponse : AmazonWebServiceResponse
{
    public List<FilteredLogEvent> Events { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string NextToken { get; set; }

    public List<SearchedLogStream> SearchedLogStreams { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
