using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CloudIde.Core.Redis.Link;

/// <summary>
/// Channels, on a connection that does nothing else: a server that publishes to a connection whose own script publishes
/// back to it would, with Garnet, wait for ever.
/// </summary>
internal sealed partial class SubscriptionHandler(ILogger logger) : IRespHandler
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChannelHandlers> _channels = [];
    private RespSession? _session;
    private int _unconfirmed;
    private long _waitsSince;
    private bool _restores;

    /// <summary>Raised when all channels are in force again after a lost connection.</summary>
    public event Action? Restored;

    /// <inheritdoc/>
    public long? WaitsSince => Volatile.Read(ref _waitsSince) is > 0 and var since ? since : null;

    /// <summary>Follows a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">Called for each message.</param>
    /// <returns>A task that ends when it is in force.</returns>
    public Task AddAsync(string channel, Action<ReadOnlyMemory<byte>> onMessage)
    {
        lock (_lock)
        {
            if (!_channels.TryGetValue(channel, out var handlers))
            {
                _channels.Add(channel, handlers = new ChannelHandlers());
                Ask("SUBSCRIBE", channel);
            }

            handlers.Add(onMessage);
            return handlers.InForce.Task;
        }
    }

    /// <summary>Ends what <see cref="AddAsync"/> began.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">The same delegate.</param>
    public void Remove(string channel, Action<ReadOnlyMemory<byte>> onMessage)
    {
        lock (_lock)
        {
            if (_channels.TryGetValue(channel, out var handlers) && handlers.Remove(onMessage))
            {
                _channels.Remove(channel);
                Ask("UNSUBSCRIBE", channel);
            }
        }
    }

    /// <inheritdoc/>
    public void OnConnected(RespSession session)
    {
        lock (_lock)
        {
            _session = session;
            foreach (var channel in _channels.Keys)
            {
                Ask("SUBSCRIBE", channel);
            }
        }

        RaiseIfRestored();
    }

    /// <inheritdoc/>
    public void OnReceive(RespSession session)
    {
        var reader = session.Reader;
        var (type, count) = reader.ReadHead();
        if (type != (byte)'*' || count is not (2 or 3))
        {
            reader.Skip(type, count);
            Confirm();
            return;
        }

        var kind = ReadName(reader);
        if (kind == "message")
        {
            var handlers = Find(reader);
            Deliver(handlers, reader.ReadBytes(reader.ReadHead().Number));
            return;
        }

        var channel = ReadName(reader);
        if (count == 3)
        {
            reader.ReadHead();
        }

        if (kind == "subscribe")
        {
            lock (_lock)
            {
                _channels.GetValueOrDefault(channel)?.InForce.TrySetResult();
            }
        }

        Confirm();
        RaiseIfRestored();
    }

    /// <inheritdoc/>
    public void OnLost(RespSession session)
    {
        lock (_lock)
        {
            _session = null;
            _restores = true;
            _unconfirmed = 0;
            Volatile.Write(ref _waitsSince, 0);
        }

        session.Close();
    }

    /// <inheritdoc/>
    public void Ping(RespSession session)
    {
        lock (_lock)
        {
            if (session == _session)
            {
                Ask("PING");
            }
        }
    }

    private static string ReadName(RespReader reader) => Encoding.UTF8.GetString(reader.ReadShort(reader.ReadHead().Number));

    /// <summary>Looks a channel up without making a string of its name for each message.</summary>
    private ChannelHandlers? Find(RespReader reader)
    {
        var name = reader.ReadShort(reader.ReadHead().Number);
        Span<char> text = stackalloc char[256];
        if (!Encoding.UTF8.TryGetChars(name, text, out var length))
        {
            return null;
        }

        lock (_lock)
        {
            return _channels.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var handlers) ? handlers : null;
        }
    }

    private void Deliver(ChannelHandlers? handlers, byte[] message)
    {
        if (handlers is null)
        {
            return;
        }

        foreach (var handler in handlers.Current)
        {
            try
            {
                handler(message);
            }
            catch (Exception e)
            {
                // One follower's error must not end the messages of all others.
                LogHandlerFailed(e);
            }
        }
    }

    /// <summary>Sends a request; the caller holds the lock.</summary>
    private void Ask(params ReadOnlySpan<string> words)
    {
        var command = words.ToArray();
        if (_session?.TrySend(command, static (output, command) => RespCommand.Write(output, command)) == true && _unconfirmed++ == 0)
        {
            Volatile.Write(ref _waitsSince, Stopwatch.GetTimestamp());
        }
    }

    private void Confirm()
    {
        lock (_lock)
        {
            _unconfirmed = Math.Max(0, _unconfirmed - 1);
            Volatile.Write(ref _waitsSince, _unconfirmed == 0 ? 0 : Stopwatch.GetTimestamp());
        }
    }

    private void RaiseIfRestored()
    {
        lock (_lock)
        {
            if (!_restores || _unconfirmed > 0)
            {
                return;
            }

            _restores = false;
        }

        foreach (var follower in Restored?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action)follower)();
            }
            catch (Exception e)
            {
                LogHandlerFailed(e);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A message from Redis could not be handled.", EventName = "RedisMessageFailed")]
    private partial void LogHandlerFailed(Exception exception);

    /// <summary>Who follows a channel. The list is replaced, so that a delivery under way goes on with the old one.</summary>
    private sealed class ChannelHandlers
    {
        public volatile Action<ReadOnlyMemory<byte>>[] Current = [];

        public TaskCompletionSource InForce { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(Action<ReadOnlyMemory<byte>> handler) => Current = [.. Current, handler];

        /// <summary>Removes one; true when none is left.</summary>
        public bool Remove(Action<ReadOnlyMemory<byte>> handler)
        {
            var list = Current.ToList();
            list.Remove(handler);
            Current = [.. list];
            return list.Count == 0;
        }
    }
}
