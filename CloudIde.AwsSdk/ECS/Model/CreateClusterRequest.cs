namespace Amazon.ECS.Model;

/// <summary>Creates a cluster, or answers the one that exists.</summary>
public partial class CreateClusterRequest : AmazonECSRequest
{
    public List<string> CapacityProviders { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string ClusterName { get; set; }

    public List<CapacityProviderStrategyItem> DefaultCapacityProviderStrategy { get; set; }
        = AWSConfigs.InitializeCollections ? [] : null;

    public List<ClusterSetting> Settings { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
