namespace Amazon.ECS.Model;

/// <summary>What a task has other than its definition says.</summary>
public partial class TaskOverride
{
    public List<ContainerOverride> ContainerOverrides { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string Cpu { get; set; }

    public EphemeralStorage EphemeralStorage { get; set; }

    public string ExecutionRoleArn { get; set; }

    public string Memory { get; set; }

    public string TaskRoleArn { get; set; }
}
