namespace Amazon.CloudWatchLogs.Model;

/// <summary>A stream that was searched.</summary>
public partial class SearchedLogStream
{
    public string LogStreamName { get; set; }

    public bool? SearchedCompletely { get; set; }
}
