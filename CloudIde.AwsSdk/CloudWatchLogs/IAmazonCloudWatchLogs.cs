using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>Amazon CloudWatch Logs: the operations that CloudIDE uses.</summary>
public partial interface IAmazonCloudWatchLogs : IAmazonService, IDisposable
{
    /// <summary>Creates a log group.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<CreateLogGroupResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Finds events in the streams of a log group.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a log stream, a page at a time.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<GetLogEventsResponse> GetLogEventsAsync(GetLogEventsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sets for how many days a log group keeps events.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Abandons the call; it may have taken effect.</param>
    /// <returns>The answer.</returns>
    Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request,
        CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchLogsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials,
        ClientConfig clientConfig) =>
        clientConfig is AmazonCloudWatchLogsConfig config
            ? awsCredentials is null ? new AmazonCloudWatchLogsClient(config) : new AmazonCloudWatchLogsClient(awsCredentials, config)
            : throw new AmazonClientException("The configuration is not of type AmazonCloudWatchLogsConfig.");
}
