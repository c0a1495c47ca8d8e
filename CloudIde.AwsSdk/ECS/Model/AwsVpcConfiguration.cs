namespace Amazon.ECS.Model;

/// <summary>The subnets and security groups of a task.</summary>
public partial class AwsVpcConfiguration
{
    public AssignPublicIp AssignPublicIp { get; set; }

    public List<string> SecurityGroups { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<string> Subnets { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
