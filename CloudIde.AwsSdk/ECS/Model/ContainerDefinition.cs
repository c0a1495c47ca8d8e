namespace Amazon.ECS.Model;

/// <summary>A container of a task definition.</summary>
public partial class ContainerDefinition
{
    public List<string> Command { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public int? Cpu { get; set; }

    public Dictionary<string, string> DockerLabels { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<string> EntryPoint { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<KeyValuePair> Environment { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public bool? Essential { get; set; }

    public HealthCheck HealthCheck { get; set; }

    public string Image { get; set; }

    public bool? Interactive { get; set; }

    public LinuxParameters LinuxParameters { get; set; }

    public LogConfiguration LogConfiguration { get; set; }

    public int? Memory { get; set; }

    public int? MemoryReservation { get; set; }

    public List<MountPoint> MountPoints { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string Name { get; set; }

    public List<PortMapping> PortMappings { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public bool? Privileged { get; set; }

    public bool? PseudoTerminal { get; set; }

    public bool? ReadonlyRootFilesystem { get; set; }

    public List<Secret> Secrets { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public int? StartTimeout { get; set; }

    public int? StopTimeout { get; set; }

    public List<SystemControl> SystemControls { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Ulimit> Ulimits { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string User { get; set; }

    public VersionConsistency VersionConsistency { get; set; }

    public string WorkingDirectory { get; set; }
}
