using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret that was created.</summary>
public partial class CreateSecretResponse : AmazonWebServiceResponse
{
    public string ARN { get; set; }

    public string Name { get; set; }

    public string VersionId { get; set; }
}
