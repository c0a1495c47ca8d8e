namespace Amazon.ECS.Model;

/// <summary>What a container has other than its definition says.</summary>
public partial class ContainerOverride
{
    public List<string> Command { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public int? Cpu { get; set; }

    public List<KeyValuePair> Environment { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public int? Memory { get; set; }

    public int? MemoryReservation { get; set; }

    public string Name { get; set; }
}
