using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>The way that always works, also on a cluster: the connections that everything else uses.</summary>
internal sealed class MultiplexerLink(IConnectionMultiplexer redis) : IRedisLink
{
    private readonly Lock _lock = new();
    private Action? _restored;

    /// <inheritdoc/>
    public event Action? Restored
    {
        add
        {
            lock (_lock)
            {
                if (_restored is null)
                {
                    redis.ConnectionRestored += OnRestored;
                }

                _restored += value;
            }
        }

        remove
        {
            lock (_lock)
            {
                _restored -= value;
                if (_restored is null)
                {
                    redis.ConnectionRestored -= OnRestored;
                }
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        ArgumentNullException.ThrowIfNull(script);
        return await redis.GetDatabase().ScriptEvaluateAsync(script.Text, keys, arguments);
    }

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(channel);
        queue.OnMessage(message => onMessage(message.Message));
        return new ChannelSubscription(queue);
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _restored?.Invoke();
}
