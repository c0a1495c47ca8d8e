namespace Amazon.ECS.Model;

/// <summary>Registers a revision of a task definition.</summary>
public partial class RegisterTaskDefinitionRequest : AmazonECSRequest
{
    public List<ContainerDefinition> ContainerDefinitions { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string Cpu { get; set; }

    public bool? EnableFaultInjection { get; set; }

    public EphemeralStorage EphemeralStorage { get; set; }

    public string ExecutionRoleArn { get; set; }

    public string Family { get; set; }

    public IpcMode IpcMode { get; set; }

    public string Memory { get; set; }

    public NetworkMode NetworkMode { get; set; }

    public PidMode PidMode { get; set; }

    public List<string> RequiresCompatibilities { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public RuntimePlatform RuntimePlatform { get; set; }

    public string TaskRoleArn { get; set; }

    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
