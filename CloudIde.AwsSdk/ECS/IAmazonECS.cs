using Amazon.ECS.Model;
using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>Amazon ECS: the operations that CloudIDE uses.</summary>
public partial interface IAmazonECS : IAmazonService, IDisposable
{
    /// <summary>Creates a cluster, or answers the one that exists.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<CreateClusterResponse> CreateClusterAsync(
        CreateClusterRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Describes clusters.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<DescribeClustersResponse> DescribeClustersAsync(
        DescribeClustersRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Describes a task definition.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<DescribeTaskDefinitionResponse> DescribeTaskDefinitionAsync(
        DescribeTaskDefinitionRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Describes up to 100 tasks.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<DescribeTasksResponse> DescribeTasksAsync(
        DescribeTasksRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Lists tasks, a page at a time.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<ListTasksResponse> ListTasksAsync(ListTasksRequest request, CancellationToken cancellationToken = default);

    /// <summary>Registers a revision of a task definition.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<RegisterTaskDefinitionResponse> RegisterTaskDefinitionAsync(
        RegisterTaskDefinitionRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Starts up to ten tasks.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<RunTaskResponse> RunTaskAsync(RunTaskRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops a task.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<StopTaskResponse> StopTaskAsync(StopTaskRequest request, CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonECSConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials,
        ClientConfig clientConfig) =>
        clientConfig is AmazonECSConfig config
            ? awsCredentials is null ? new AmazonECSClient(config) : new AmazonECSClient(awsCredentials, config)
            : throw new AmazonClientException("The configuration is not of type AmazonECSConfig.");
}
