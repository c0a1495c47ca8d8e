namespace Amazon.ECS.Model;

/// <summary>Where a container's output goes.</summary>
public partial class LogConfiguration
{
    public LogDriver LogDriver { get; set; }

    public Dictionary<string, string> Options { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Secret> SecretOptions { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
