using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>
/// The fast way: two connections of our own, one for scripts and one for channels, each with a thread that reads. Where that
/// cannot be (a cluster, a proxy), and while such a connection is down, scripts go by the connections of everything else.
/// </summary>
internal sealed class DirectLink : IRedisLink, IDisposable
{
    private readonly MultiplexerLink _others;
    private readonly RedisEndpoint _endpoint;
    private readonly CommandHandler _commands = new();
    private readonly SubscriptionHandler _subscriptions;
    private readonly RespConnection _commandConnection;
    private readonly RespConnection _subscriptionConnection;
    private readonly TimeSpan _patience;

    /// <summary>Starts to connect.</summary>
    /// <param name="redis">The connections of everything else; they know which server is the primary.</param>
    /// <param name="options">User, password, TLS and timeouts.</param>
    /// <param name="socketPath">The Unix domain socket of the same Redis, or null.</param>
    /// <param name="logger">Gets what happens.</param>
    public DirectLink(IConnectionMultiplexer redis, ConfigurationOptions options, string? socketPath, ILogger<DirectLink> logger)
    {
        _others = new MultiplexerLink(redis);
        _endpoint = new RedisEndpoint(redis, options, socketPath);
        _subscriptions = new SubscriptionHandler(logger);
        _patience = TimeSpan.FromMilliseconds(options.AsyncTimeout);
        var name = options.ClientName ?? "cloudide";
        _commandConnection = new RespConnection(_endpoint, $"{name}-terminals", _commands, logger);
        _subscriptionConnection = new RespConnection(_endpoint, $"{name}-channels", _subscriptions, logger);
    }

    /// <inheritdoc/>
    public event Action? Restored
    {
        add
        {
            _subscriptions.Restored += value;
            _others.Restored += value;
        }

        remove
        {
            _subscriptions.Restored -= value;
            _others.Restored -= value;
        }
    }

    /// <inheritdoc/>
    public ValueTask<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments) =>
        _commands.TryEvaluate(script, keys, arguments, out var reply) ? reply : _others.EvaluateAsync(script, keys, arguments);

    /// <inheritdoc/>
    public async Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage)
    {
        if (!_endpoint.IsSupported)
        {
            return await _others.SubscribeAsync(channel, onMessage);
        }

        var name = channel.ToString();
        try
        {
            await _subscriptions.AddAsync(name, onMessage).WaitAsync(_patience);
            return new LinkSubscription(_subscriptions, name, onMessage);
        }
        catch (TimeoutException)
        {
            _subscriptions.Remove(name, onMessage);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _commandConnection.Dispose();
        _subscriptionConnection.Dispose();
    }

    private sealed class LinkSubscription(SubscriptionHandler handler, string channel, Action<ReadOnlyMemory<byte>> onMessage)
        : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            handler.Remove(channel, onMessage);
            return ValueTask.CompletedTask;
        }
    }
}
