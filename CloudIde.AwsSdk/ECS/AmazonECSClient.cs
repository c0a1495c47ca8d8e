using Amazon.ECS.Model;
using Amazon.Runtime;
using CloudIde.AwsSdk.Json;

namespace Amazon.ECS;

/// <summary>
/// Amazon ECS's client. Without arguments it takes region, credentials and endpoint from the environment.
/// </summary>
public partial class AmazonECSClient : JsonServiceClient, IAmazonECS
{
    public AmazonECSClient()
        : base(new AmazonECSConfig())
    {
    }

    public AmazonECSClient(RegionEndpoint region)
        : base(new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(AmazonECSConfig config)
        : base(config)
    {
    }

    public AmazonECSClient(AWSCredentials credentials)
        : base(credentials, new AmazonECSConfig())
    {
    }

    public AmazonECSClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonECSConfig { RegionEndpoint = region })
    {
    }

    public AmazonECSClient(AWSCredentials credentials, AmazonECSConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonECSClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonECSConfig clientConfig)
        : base(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig)
    {
    }

    private protected override ServiceDescription Service => ECSService.Description;

    /// <inheritdoc/>
    public virtual Task<CreateClusterResponse> CreateClusterAsync(
        CreateClusterRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<CreateClusterRequest, CreateClusterResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeClustersResponse> DescribeClustersAsync(
        DescribeClustersRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<DescribeClustersRequest, DescribeClustersResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(
        DescribeTaskDefinitionRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeTasksResponse> DescribeTasksAsync(
        DescribeTasksRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTasksRequest, DescribeTasksResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListTasksResponse> ListTasksAsync(
        ListTasksRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<ListTasksRequest, ListTasksResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<RegisterTaskDefinitionResponse> RegisterTaskDefinitionAsync(
        RegisterTaskDefinitionRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<RunTaskResponse> RunTaskAsync(
        RunTaskRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<RunTaskRequest, RunTaskResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<StopTaskResponse> StopTaskAsync(
        StopTaskRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<StopTaskRequest, StopTaskResponse>(request, cancellationToken);
}
