namespace Amazon.ECS.Model;

/// <summary>Describes a task definition: a family's latest active revision, or one revision.</summary>
public partial class DescribeTaskDefinitionRequest : AmazonECSRequest
{
    public List<string> Include { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string TaskDefinition { get; set; }
}
