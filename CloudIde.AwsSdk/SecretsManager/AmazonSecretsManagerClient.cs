using Amazon.SecretsManager.Model;
using Amazon.Runtime;
using CloudIde.AwsSdk.Json;

namespace Amazon.SecretsManager;

/// <summary>
/// AWS Secrets Manager's client. Without arguments it takes region, credentials and endpoint from the environment.
/// </summary>
public partial class AmazonSecretsManagerClient : JsonServiceClient, IAmazonSecretsManager
{
    public AmazonSecretsManagerClient()
        : base(new AmazonSecretsManagerConfig())
    {
    }

    public AmazonSecretsManagerClient(RegionEndpoint region)
        : base(new AmazonSecretsManagerConfig { RegionEndpoint = region })
    {
    }

    public AmazonSecretsManagerClient(AmazonSecretsManagerConfig config)
        : base(config)
    {
    }

    public AmazonSecretsManagerClient(AWSCredentials credentials)
        : base(credentials, new AmazonSecretsManagerConfig())
    {
    }

    public AmazonSecretsManagerClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonSecretsManagerConfig { RegionEndpoint = region })
    {
    }

    public AmazonSecretsManagerClient(AWSCredentials credentials, AmazonSecretsManagerConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonSecretsManagerClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonSecretsManagerConfig clientConfig)
        : base(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig)
    {
    }

    private protected override ServiceDescription Service => SecretsManagerService.Description;

    /// <inheritdoc/>
    public virtual Task<CreateSecretResponse> CreateSecretAsync(
        CreateSecretRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<CreateSecretRequest, CreateSecretResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeSecretResponse> DescribeSecretAsync(
        DescribeSecretRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<DescribeSecretRequest, DescribeSecretResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetSecretValueResponse> GetSecretValueAsync(
        GetSecretValueRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<GetSecretValueRequest, GetSecretValueResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutSecretValueResponse> PutSecretValueAsync(
        PutSecretValueRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<PutSecretValueRequest, PutSecretValueResponse>(request, cancellationToken);
}
