using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Files;

/// <summary>
/// Tells the worker that holds a project's workspace, and everybody who has the project open, which files this server has
/// changed in S3, so that a save is in the terminal's file system at once.
/// </summary>
/// <remarks>
/// A save that S3 has taken neither waits for Redis nor fails with it: the notice is a hint, and who misses one finds the
/// change when it looks again. What is sent goes into the connection within the call, so that notices keep their order.
/// </remarks>
internal sealed partial class FileChangeNotices(
    FileChangeChannel channel, WorkspaceDirectory workspaces, ILogger<FileChangeNotices> logger)
{
    /// <summary>Begins to change files. What is told to the report is sent when it is disposed of.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The report.</returns>
    public FileChangeReport Begin(string projectId) => new(this, projectId);

    /// <summary>Sends what was changed. Returns at once.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="items">The changes.</param>
    public void Send(string projectId, IReadOnlyList<FileChange> items) => _ = SendAsync(projectId, items);

    private async Task SendAsync(string projectId, IReadOnlyList<FileChange> items)
    {
        try
        {
            var isUnnamed = items.Count > FileChanges.MostNamed || items.Any(item => item.Kind == FileChangeKind.Many);
            var telling = channel.PublishAsync(projectId, new FileChanges(FileChanges.Server, items));
            await Task.WhenAll(telling, isUnnamed ? workspaces.PublishFilesChangedAsync(projectId) : Task.CompletedTask);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogNotSent(projectId, error.Message);
        }
    }
}
