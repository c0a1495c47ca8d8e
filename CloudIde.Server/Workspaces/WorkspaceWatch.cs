using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Workspaces;

/// <summary>
/// Follows one workspace for everybody in this server who cares, and keeps it active for as long as somebody wants it: a
/// worker that was lost or stopped is asked for again at once.
/// </summary>
internal sealed partial class WorkspaceWatch : IAsyncDisposable
{
    /// <summary>How often the state is looked at although no event came: an event may be lost, and a dead worker sends none.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly WakeSignal _wake = new();
    private readonly string _projectId;
    private readonly WorkspaceDirectory _workspaces;
    private readonly WorkspaceActivator _activator;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private IAsyncDisposable? _subscription;
    private ITimer? _timer;
    private Task _loop = Task.CompletedTask;
    private Action? _looked;
    private int _wanted;
    private bool _failing;
    private volatile WorkspaceView _current = new(new WorkspaceStatus(WorkspaceState.Inactive), Problem: null);

    private WorkspaceWatch(string projectId, WorkspaceDirectory workspaces, WorkspaceActivator activator, ILogger logger)
    {
        _projectId = projectId;
        _workspaces = workspaces;
        _activator = activator;
        _logger = logger;
    }

    /// <summary>What was last seen.</summary>
    public WorkspaceView Current => _current;

    /// <summary>Begins to follow a workspace.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="workspaces">Where its state is.</param>
    /// <param name="activator">Asks for workers.</param>
    /// <param name="time">The clock of the poll.</param>
    /// <param name="logger">Takes the log.</param>
    /// <returns>The watch, which has looked once.</returns>
    public static async Task<WorkspaceWatch> StartAsync(
        string projectId, WorkspaceDirectory workspaces, WorkspaceActivator activator, TimeProvider time, ILogger logger)
    {
        var watch = new WorkspaceWatch(projectId, workspaces, activator, logger);

        // First subscribe, then look: what happens in between is seen.
        watch._subscription = await workspaces.SubscribeAsync(projectId, watch.OnEvent);
        watch._current = new WorkspaceView(await workspaces.GetStatusAsync(projectId), Problem: null);
        watch._timer = time.CreateTimer(static state => ((WakeSignal)state!).Set(), watch._wake, PollInterval, PollInterval);
        watch._loop = watch.RunAsync();
        return watch;
    }

    /// <summary>Calls back each time the workspace was looked at, whether or not anything changed.</summary>
    /// <param name="onLooked">Must return at once.</param>
    /// <returns>Ends the calls when it is disposed.</returns>
    public IDisposable Follow(Action onLooked)
    {
        AddFollower(onLooked);
        return new OnDispose(() => RemoveFollower(onLooked));
    }

    /// <summary>Keeps the workspace active until the returned object is disposed.</summary>
    /// <returns>Ends the wish.</returns>
    public IDisposable KeepActive()
    {
        Interlocked.Increment(ref _wanted);
        _wake.Set();
        return new OnDispose(() => Interlocked.Decrement(ref _wanted));
    }

    /// <summary>Looks again soon.</summary>
    public void Look() => _wake.Set();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        _wake.Complete();
        await _loop;
        _stopping.Dispose();
        try
        {
            await (_subscription?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnsubscribeFailed(e, _projectId);
        }
    }

    private void OnEvent(WorkspaceEvent kind)
    {
        if (kind is WorkspaceEvent.Status or WorkspaceEvent.Terminals)
        {
            _wake.Set();
        }
    }

    private async Task RunAsync()
    {
        while (await _wake.WaitAsync())
        {
            try
            {
                _current = await LookAsync();
                _failing = false;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // What was seen last stands: an unread state is not an inactive one.
                LogLookFailed(e, _projectId, _failing ? LogLevel.Debug : LogLevel.Warning);
                _failing = true;
            }

            Volatile.Read(ref _looked)?.Invoke();
        }
    }

    private async Task<WorkspaceView> LookAsync()
    {
        var status = await _workspaces.GetStatusAsync(_projectId);
        if (status.State != WorkspaceState.Inactive || Volatile.Read(ref _wanted) == 0 || _stopping.IsCancellationRequested)
        {
            return new WorkspaceView(status, Problem: null);
        }

        try
        {
            await _activator.EnsureActiveAsync(_projectId, _stopping.Token);
            return new WorkspaceView(await _workspaces.GetStatusAsync(_projectId), Problem: null);
        }
        catch (WorkspaceUnavailableException e)
        {
            return new WorkspaceView(status, e.Message);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return new WorkspaceView(status, Problem: null);
        }
    }

    private void AddFollower(Action follower)
    {
        Action? seen;
        do
        {
            seen = _looked;
        }
        while (Interlocked.CompareExchange(ref _looked, seen + follower, seen) != seen);
    }

    private void RemoveFollower(Action follower)
    {
        Action? seen;
        do
        {
            seen = _looked;
        }
        while (Interlocked.CompareExchange(ref _looked, seen - follower, seen) != seen);
    }

    private sealed class OnDispose(Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
    }
}
