using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.ProjectEvents;

/// <summary>
/// What this server receives of one project, for all browsers that have it open here: one subscription to its changed files,
/// and what its workspace is doing. Nothing here waits for a browser.
/// </summary>
internal sealed partial class ProjectFeed : IAsyncDisposable
{
    private readonly string _projectId;
    private readonly ProjectFeedServices _services;
    private readonly WakeSignal _look = new();
    private readonly Lock _lock = new();
    private SharedByKey<string, WorkspaceWatch>.Share? _watch;
    private IDisposable? _following;
    private IAsyncDisposable? _files;
    private IAsyncDisposable? _events;
    private Task _loop = Task.CompletedTask;
    private IProjectListener[] _listeners = [];
    private bool _failing;
    private volatile WorkspaceAnswer _workspace = WorkspaceAnswer.Of(
        new WorkspaceStatus(WorkspaceState.Inactive), new WorkspaceKeep(null, null, null));

    private ProjectFeed(string projectId, ProjectFeedServices services)
    {
        _projectId = projectId;
        _services = services;
    }

    /// <summary>The workspace as it was last seen.</summary>
    public WorkspaceAnswer Workspace => _workspace;

    /// <summary>Begins to receive.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="services">What it needs.</param>
    /// <returns>The feed, which has looked at the workspace once.</returns>
    public static async Task<ProjectFeed> StartAsync(string projectId, ProjectFeedServices services)
    {
        var feed = new ProjectFeed(projectId, services);
        try
        {
            feed._files = await services.Files.SubscribeAsync(projectId, feed.OnFiles);
            feed._events = await services.Workspaces.SubscribeAsync(projectId, feed.OnEvent);
            feed._watch = await services.Watches.JoinAsync(projectId);
            feed._following = feed._watch.Resource.Follow(feed._look.Set);
            await feed.LookAsync();
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }

        services.Files.Restored += feed.OnRestored;
        feed._loop = feed.RunAsync();
        return feed;
    }

    /// <summary>Adds a listener. What happens from now on is told to it.</summary>
    /// <param name="listener">The listener.</param>
    public void Add(IProjectListener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <param name="listener">The listener.</param>
    public void Remove(IProjectListener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners.Where(other => other != listener)];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _services.Files.Restored -= OnRestored;
        _following?.Dispose();
        _look.Complete();
        await _loop;
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        try
        {
            await (_files?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_events?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnsubscribeFailed(_services.Logger, e, _projectId);
        }
    }

    private void OnFiles(FileChanges changes)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.OnFiles(changes);
        }
    }

    private void OnEvent(WorkspaceEvent kind)
    {
        if (kind != WorkspaceEvent.Deleted)
        {
            return;
        }

        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.OnDeleted();
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) =>
        OnFiles(new FileChanges(FileChanges.Server, [new FileChange(FileChangeKind.Many)]));

    private async Task RunAsync()
    {
        while (await _look.WaitAsync())
        {
            var before = _workspace;
            try
            {
                await LookAsync();
                _failing = false;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogLookFailed(_services.Logger, e, _projectId, _failing ? LogLevel.Debug : LogLevel.Warning);
                _failing = true;
            }

            if (_workspace != before)
            {
                foreach (var listener in Volatile.Read(ref _listeners))
                {
                    listener.OnWorkspace();
                }
            }
        }
    }

    private async Task LookAsync() => _workspace = WorkspaceAnswer.Of(
        _watch!.Resource.Current.Status, await _services.Keeping.ReadAsync(_projectId));
}
