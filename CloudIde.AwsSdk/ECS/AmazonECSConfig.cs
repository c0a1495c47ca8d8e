using CloudIde.AwsSdk.Json;

namespace Amazon.ECS;

/// <summary>The configuration of <see cref="AmazonECSClient"/>.</summary>
public partial class AmazonECSConfig() : JsonServiceConfig(ECSService.Description)
{
    /// <summary>The service id.</summary>
    public static new string ServiceId => ECSService.Description.ServiceId;
}
