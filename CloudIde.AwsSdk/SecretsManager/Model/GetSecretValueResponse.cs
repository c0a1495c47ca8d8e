using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret's value.</summary>
public partial class GetSecretValueResponse : AmazonWebServiceResponse
{
    public string ARN { get; set; }

    public DateTime? CreatedDate { get; set; }

    public string Name { get; set; }

    public string SecretString { get; set; }

    public string VersionId { get; set; }

    public List<string> VersionStages { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
