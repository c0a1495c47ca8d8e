using CloudIde.AwsSdk.Json;

namespace Amazon.SecretsManager;

/// <summary>The configuration of <see cref="AmazonSecretsManagerClient"/>.</summary>
public partial class AmazonSecretsManagerConfig() : JsonServiceConfig(SecretsManagerService.Description)
{
    /// <summary>The service id.</summary>
    public static new string ServiceId => SecretsManagerService.Description.ServiceId;
}
