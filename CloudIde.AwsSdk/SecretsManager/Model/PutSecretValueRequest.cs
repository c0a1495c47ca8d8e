namespace Amazon.SecretsManager.Model;

/// <summary>Gives a secret a new value.</summary>
public partial class PutSecretValueRequest : AmazonSecretsManagerRequest
{
    public string ClientRequestToken { get; set; }

    public string SecretId { get; set; }

    public string SecretString { get; set; }

    public List<string> VersionStages { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
