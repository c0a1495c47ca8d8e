namespace Amazon.SecretsManager.Model;

/// <summary>Reads a secret's value.</summary>
public partial class GetSecretValueRequest : AmazonSecretsManagerRequest
{
    public string SecretId { get; set; }

    public string VersionId { get; set; }

    public string VersionStage { get; set; }
}
