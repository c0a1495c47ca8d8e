using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>A page of task ARNs.</summary>
public partial class ListTasksResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<string> TaskArns { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
