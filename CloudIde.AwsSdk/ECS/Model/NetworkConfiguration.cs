namespace Amazon.ECS.Model;

/// <summary>How a task is attached to the network.</summary>
public partial class NetworkConfiguration
{
    public AwsVpcConfiguration AwsvpcConfiguration { get; set; }
}
