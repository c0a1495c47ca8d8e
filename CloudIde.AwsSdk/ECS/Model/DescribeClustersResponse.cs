using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The clusters, and those that do not exist.</summary>
public partial class DescribeClustersResponse : AmazonWebServiceResponse
{
    public List<Cluster> Clusters { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Failure> Failures { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
