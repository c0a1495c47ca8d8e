using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using CloudIde.Core.Aws;

namespace CloudIde.Core.Operations;

/// <summary>Reads what worker tasks on ECS wrote.</summary>
public sealed class CloudWatchTaskLogs(IAmazonCloudWatchLogs logs, TaskLogSettings settings)
{
    /// <summary>CloudWatch's limit of events a page.</summary>
    public const int MaxPage = 10_000;

    /// <summary>Creates a client. The caller disposes it.</summary>
    /// <param name="settings">Which AWS, and with which credentials.</param>
    /// <returns>The client.</returns>
    public static IAmazonCloudWatchLogs CreateClient(AwsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var config = new AmazonCloudWatchLogsConfig().For(settings);
        return settings.AccessKey is { } key
            ? new AmazonCloudWatchLogsClient(key.ToCredentials(), config)
            : new AmazonCloudWatchLogsClient(config);
    }

    /// <summary>Reads one page.</summary>
    /// <param name="taskId">The task, or null for all of them.</param>
    /// <param name="since">The oldest lines wanted.</param>
    /// <param name="next">The page before said so, or null for the first.</param>
    /// <param name="limit">How many lines at most, 1 to <see cref="MaxPage"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page. It may be empty and yet have a next one.</returns>
    /// <exception cref="AmazonCloudWatchLogsException">CloudWatch refused.</exception>
    public async Task<TaskLogPage> ReadAsync(
        string? taskId, DateTimeOffset since, string? next, int limit, CancellationToken cancellationToken)
    {
        var request = new FilterLogEventsRequest
        {
            LogGroupName = settings.Group,
            LogStreamNamePrefix = $"{settings.StreamPrefix}/{taskId}",
            StartTime = since.ToUnixTimeMilliseconds(),
            NextToken = next,
            Limit = limit,
        };
        var page = await logs.FilterLogEventsAsync(request, cancellationToken);
        var events = page.Events ?? [];
        return new TaskLogPage(
            events.ConvertAll(line => new TaskLogLine(
                line.Timestamp is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                line.LogStreamName[(line.LogStreamName.LastIndexOf('/') + 1)..],
                line.Message)),
            string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken)
        {
            Ids = events.ConvertAll(line => line.EventId),
        };
    }
}
