namespace Amazon.ECS.Model;

/// <summary>Describes clusters.</summary>
public partial class DescribeClustersRequest : AmazonECSRequest
{
    public List<string> Clusters { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
