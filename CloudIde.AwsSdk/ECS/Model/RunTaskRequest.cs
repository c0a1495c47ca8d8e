namespace Amazon.ECS.Model;

/// <summary>Starts up to ten tasks.</summary>
public partial class RunTaskRequest : AmazonECSRequest
{
    public List<CapacityProviderStrategyItem> CapacityProviderStrategy { get; set; }
        = AWSConfigs.InitializeCollections ? [] : null;

    public string ClientToken { get; set; }

    public string Cluster { get; set; }

    public int? Count { get; set; }

    public bool? EnableECSManagedTags { get; set; }

    public bool? EnableExecuteCommand { get; set; }

    public string Group { get; set; }

    public LaunchType LaunchType { get; set; }

    public NetworkConfiguration NetworkConfiguration { get; set; }

    public TaskOverride Overrides { get; set; }

    public string PlatformVersion { get; set; }

    public PropagateTags PropagateTags { get; set; }

    public string ReferenceId { get; set; }

    public string StartedBy { get; set; }

    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string TaskDefinition { get; set; }
}
