namespace Amazon.ECS.Model;

/// <summary>Describes up to 100 tasks.</summary>
public partial class DescribeTasksRequest : AmazonECSRequest
{
    public string Cluster { get; set; }

    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<string> Tasks { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
