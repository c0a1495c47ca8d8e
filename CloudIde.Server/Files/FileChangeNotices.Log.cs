namespace CloudIde.Server.Files;

internal sealed partial class FileChangeNotices
{
    [LoggerMessage(
        EventName = "FileChangeNoticeNotSent",
        Level = LogLevel.Warning,
        Message = "Nobody could be told of changed files of project {ProjectId}: {Reason}")]
    private partial void LogNotSent(string projectId, string reason);
}
