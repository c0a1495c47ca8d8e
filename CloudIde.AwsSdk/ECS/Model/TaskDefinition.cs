namespace Amazon.ECS.Model;

/// <summary>A revision of a task definition.</summary>
public partial class TaskDefinition
{
    public List<string> Compatibilities { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

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

    public DateTime? DeregisteredAt { get; set; }

    public DateTime? RegisteredAt { get; set; }

    public string RegisteredBy { get; set; }

    public int? Revision { get; set; }

    public TaskDefinitionStatus Status { get; set; }

    public string TaskDefinitionArn { get; set; }
}
