using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The base of all Secrets Manager requests.</summary>
public partial class AmazonSecretsManagerRequest : AmazonWebServiceRequest
{
}
