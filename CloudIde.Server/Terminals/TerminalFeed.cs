using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Terminals;

/// <summary>
/// What this server receives of one terminal, for all its viewers here: one subscription in Redis, live output handed to
/// each viewer's own queue, and a snapshot of the terminal. Nothing here waits for a viewer, since a subscriber that stops
/// reading holds up everybody who publishes.
/// </summary>
/// <remarks>
/// A lost message is found in three ways: the next message leaves a gap, the connection to Redis is restored, or the poll
/// sees more output than was received. Viewers then read the log.
/// </remarks>
internal sealed partial class TerminalFeed : IAsyncDisposable
{
    /// <summary>How often the terminal is looked at although no message came.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly TerminalKey _key;
    private readonly TerminalFeedServices _services;
    private readonly WakeSignal _refresh = new();
    private readonly Lock _lock = new();
    private SharedByKey<string, WorkspaceWatch>.Share? _watch;
    private IDisposable? _following;
    private IDisposable? _keepActive;
    private IAsyncDisposable? _subscription;
    private ITimer? _timer;
    private Task _loop = Task.CompletedTask;
    private ITerminalListener[] _listeners = [];
    private long _head;
    private int _rewinds;
    private bool _failing;
    private volatile TerminalSnapshot _current = new(Terminal: null, []);

    private TerminalFeed(TerminalKey key, TerminalFeedServices services)
    {
        _key = key;
        _services = services;
    }

    /// <summary>The offset behind the last byte of output that this server knows of.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>How often the log was found shorter than before, as when Redis lost its data.</summary>
    public int Rewinds => Volatile.Read(ref _rewinds);

    /// <summary>The terminal as it was last seen.</summary>
    public TerminalSnapshot Current => _current;

    /// <summary>The terminal's workspace.</summary>
    public WorkspaceWatch Workspace => _watch!.Resource;

    /// <summary>Begins to receive.</summary>
    /// <param name="key">The terminal.</param>
    /// <param name="services">What it needs.</param>
    /// <returns>The feed, which has looked at the terminal once.</returns>
    public static async Task<TerminalFeed> StartAsync(TerminalKey key, TerminalFeedServices services)
    {
        var feed = new TerminalFeed(key, services);
        try
        {
            feed._watch = await services.Workspaces.JoinAsync(key.ProjectId);
            feed._following = feed.Workspace.Follow(feed.WakeListeners);

            // First subscribe, then look: what happens in between is seen.
            feed._subscription = await services.Channels.SubscribeFromWorkerAsync(key, feed.OnMessage);
            await feed.RefreshAsync();
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }

        services.Channels.Restored += feed.Look;
        feed._timer = services.Time.CreateTimer(
            static state => ((WakeSignal)state!).Set(), feed._refresh, PollInterval, PollInterval);
        feed._loop = feed.RunAsync();
        return feed;
    }

    /// <summary>Adds a listener. Output that is published from now on is offered to it.</summary>
    /// <param name="listener">The listener.</param>
    public void Add(ITerminalListener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    /// <summary>Removes a listener.</summary>
    /// <param name="listener">The listener.</param>
    public void Remove(ITerminalListener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners.Where(other => other != listener)];
        }
    }

    /// <summary>Notes how much output there is, as Redis has told somebody.</summary>
    /// <param name="head">The offset behind the last byte.</param>
    public void NoteHead(long head)
    {
        long seen;
        while (head > (seen = Volatile.Read(ref _head)) && Interlocked.CompareExchange(ref _head, head, seen) != seen)
        {
        }
    }

    /// <summary>Looks at the terminal again soon.</summary>
    public void Look() => _refresh.Set();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _services.Channels.Restored -= Look;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        _refresh.Complete();
        await _loop;
        _keepActive?.Dispose();
        _following?.Dispose();
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        try
        {
            await (_subscription?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUnsubscribeFailed(_services.Logger, e, _key);
        }
    }

    private void OnMessage(TerminalMessage message)
    {
        switch (message.Kind)
        {
            case TerminalMessageKind.Output:
                // First the queues, then the head, then the wake-up: a viewer that sees the head finds the bytes in its queue.
                var listeners = Volatile.Read(ref _listeners);
                foreach (var listener in listeners)
                {
                    listener.Offer(message);
                }

                NoteHead(message.Offset + message.Data.Length);
                foreach (var listener in listeners)
                {
                    listener.Wake();
                }

                break;
            case TerminalMessageKind.Changed:
                _refresh.Set();
                break;
        }
    }

    private async Task RunAsync()
    {
        while (await _refresh.WaitAsync())
        {
            try
            {
                await RefreshAsync();
                _failing = false;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogRefreshFailed(_services.Logger, e, _key, _failing ? LogLevel.Debug : LogLevel.Warning);
                _failing = true;
            }

            WakeListeners();
        }
    }

    private async Task RefreshAsync()
    {
        var headBefore = Head;
        var reading = _services.Directory.GetAsync(_key);
        var viewers = await _services.Viewers.ListAsync(_key);
        var terminal = await reading;
        if (terminal is not null && terminal.Head < headBefore)
        {
            // Redis was asked after it had told of more: it has lost something, and what viewers hold is not in the log.
            LogRewound(_services.Logger, _key, headBefore, terminal.Head);
            Volatile.Write(ref _head, terminal.Head);
            Interlocked.Increment(ref _rewinds);
        }
        else if (terminal is not null)
        {
            NoteHead(terminal.Head);
        }

        _current = new TerminalSnapshot(terminal, viewers);
        KeepActive(terminal is { State: not TerminalState.Exited, Closing: false });
    }

    /// <summary>A workspace is kept active for a terminal that has or waits for a shell, not to look at what an ended one has left.</summary>
    private void KeepActive(bool wanted)
    {
        if (!wanted)
        {
            _keepActive?.Dispose();
            _keepActive = null;
        }
        else
        {
            _keepActive ??= Workspace.KeepActive();
        }
    }

    private void WakeListeners()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Wake();
        }
    }
}
