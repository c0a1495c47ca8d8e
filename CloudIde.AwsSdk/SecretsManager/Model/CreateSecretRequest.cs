namespace Amazon.SecretsManager.Model;

/// <summary>Creates a secret.</summary>
public partial class CreateSecretRequest : AmazonSecretsManagerRequest
{
    public string ClientRequestToken { get; set; }

    public string Description { get; set; }

    public bool? ForceOverwriteReplicaSecret { get; set; }

    public string KmsKeyId { get; set; }

    public string Name { get; set; }

    public string SecretString { get; set; }

    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
