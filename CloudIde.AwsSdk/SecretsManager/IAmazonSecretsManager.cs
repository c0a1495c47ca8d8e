using Amazon.SecretsManager.Model;
using Amazon.Runtime;

namespace Amazon.SecretsManager;

/// <summary>AWS Secrets Manager: the operations that CloudIDE uses.</summary>
public partial interface IAmazonSecretsManager : IAmazonService, IDisposable
{
    /// <summary>Creates a secret.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<CreateSecretResponse> CreateSecretAsync(CreateSecretRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes a secret, without its value.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<DescribeSecretResponse> DescribeSecretAsync(
        DescribeSecretRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a secret's value.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<GetSecretValueResponse> GetSecretValueAsync(
        GetSecretValueRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Gives a secret a new value.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<PutSecretValueResponse> PutSecretValueAsync(
        PutSecretValueRequest request,
        CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSecretsManagerConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials,
        ClientConfig clientConfig) =>
        clientConfig is AmazonSecretsManagerConfig config
            ? awsCredentials is null ? new AmazonSecretsManagerClient(config) : new AmazonSecretsManagerClient(awsCredentials, config)
            : throw new AmazonClientException("The configuration is not of type AmazonSecretsManagerConfig.");
}
