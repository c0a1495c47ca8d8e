using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Files;

/// <summary>
/// Tells the worker that holds a project's workspace that its files in S3 have changed, so that a save is in the
/// terminal's file system at once.
/// </summary>
/// <remarks>
/// Behind a queue, because a save that S3 has taken must neither wait for Redis nor fail with it: the notice is a hint,
/// and a worker that misses one finds the change when it looks again. A project that waits already is not queued
/// twice, so that an import of many files is few notices.
/// </remarks>
internal sealed partial class FileChangeNotices(WorkspaceDirectory workspaces, ILogger<FileChangeNotices> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<string, bool> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Notes that files of a project were written, moved or deleted. Returns at once.</summary>
    /// <param name="projectId">The project.</param>
    public void Add(string projectId)
    {
        if (_waiting.TryAdd(projectId, true))
        {
            _queue.Writer.TryWrite(projectId);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var projectId in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            // Before it is sent: a change from now on needs a notice of its own.
            _waiting.TryRemove(projectId, out _);
            try
            {
                await workspaces.PublishFilesChangedAsync(projectId);
            }
            catch (Exception error) when (error is RedisException or TimeoutException)
            {
                LogNotSent(projectId, error.Message);
            }
        }
    }
}
