using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>CloudWatch Logs: the operations that a client finds here.</summary>
internal sealed class LogsService : JsonOperationsService
{
    /// <summary>Creates the service.</summary>
    /// <param name="store">The groups.</param>
    /// <param name="region">The region in ARNs.</param>
    /// <param name="account">The account in ARNs.</param>
    public LogsService(LogStore store, string region, string account)
        : base("logs", "Logs_20140328", Operations(store, region, account))
    {
    }

    private static JsonOperations Operations(LogStore store, string region, string account)
    {
        var arnPrefix = $"arn:aws:logs:{region}:{account}:log-group:";
        var groups = new LogGroupOperations(store, arnPrefix);
        var streams = new LogStreamOperations(store, arnPrefix);
        var events = new LogEventOperations(store);
        return new JsonOperations()
            .AddSilent("CreateLogGroup", groups.Create)
            .AddSilent("DeleteLogGroup", groups.Delete)
            .Add("DescribeLogGroups", groups.Describe)
            .AddSilent("PutRetentionPolicy", groups.PutRetention)
            .AddSilent("DeleteRetentionPolicy", groups.DeleteRetention)
            .AddSilent("TagResource", groups.TagByArn)
            .AddSilent("UntagResource", groups.UntagByArn)
            .Add("ListTagsForResource", groups.ListTagsByArn)
            .AddSilent("TagLogGroup", groups.Tag)
            .AddSilent("UntagLogGroup", groups.Untag)
            .Add("ListTagsLogGroup", groups.ListTags)
            .AddSilent("CreateLogStream", streams.Create)
            .AddSilent("DeleteLogStream", streams.Delete)
            .Add("DescribeLogStreams", streams.Describe)
            .Add("PutLogEvents", events.Put)
            .Add("GetLogEvents", events.Get)
            .Add("FilterLogEvents", events.Filter);
    }
}
