using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using CloudIde.AwsSdk.Json;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// Amazon CloudWatch Logs's client. Without arguments it takes region, credentials and endpoint from the environment.
/// </summary>
public partial class AmazonCloudWatchLogsClient : JsonServiceClient, IAmazonCloudWatchLogs
{
    public AmazonCloudWatchLogsClient()
        : base(new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(RegionEndpoint region)
        : base(new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(AmazonCloudWatchLogsConfig config)
        : base(config)
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials)
        : base(credentials, new AmazonCloudWatchLogsConfig())
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, RegionEndpoint region)
        : base(credentials, new AmazonCloudWatchLogsConfig { RegionEndpoint = region })
    {
    }

    public AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    public AmazonCloudWatchLogsClient(string awsAccessKeyId, string awsSecretAccessKey, AmazonCloudWatchLogsConfig clientConfig)
        : base(new BasicAWSCredentials(awsAccessKeyId, awsSecretAccessKey), clientConfig)
    {
    }

    private protected override ServiceDescription Service => CloudWatchLogsService.Description;

    /// <inheritdoc/>
    public virtual Task<CreateLogGroupResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<CreateLogGroupRequest, CreateLogGroupResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<FilterLogEventsRequest, FilterLogEventsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetLogEventsResponse> GetLogEventsAsync(
        GetLogEventsRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<GetLogEventsRequest, GetLogEventsResponse>(request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<PutRetentionPolicyResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<PutRetentionPolicyRequest, PutRetentionPolicyResponse>(request, cancellationToken);
}
