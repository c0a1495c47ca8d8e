namespace CloudIde.Server.Files;

internal sealed partial class FileChangeNotices
{
    [LoggerMessage(
        EventName = "FileChangeNoticeNotSent",
        Level = LogLevel.Warning,
        Message = "The worker of project {ProjectId} could not be told of changed files: {Reason}")]
    private partial void LogNotSent(string projectId, string reason);
}
