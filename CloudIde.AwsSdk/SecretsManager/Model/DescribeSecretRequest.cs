namespace Amazon.SecretsManager.Model;

/// <summary>Describes a secret, without its value.</summary>
public partial class DescribeSecretRequest : AmazonSecretsManagerRequest
{
    public string SecretId { get; set; }
}
