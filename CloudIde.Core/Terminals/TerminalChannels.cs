using System.Text;
using CloudIde.Core.Redis;
using CloudIde.Core.Redis.Link;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The two channels of each terminal. Messages arrive in order, but one may be lost when the connection to Redis breaks:
/// offsets show it, and the logs and records hold what was missed.
/// </summary>
/// <param name="redis">The connection for what nobody waits for.</param>
/// <param name="link">The way for messages; by <paramref name="redis"/> when there is none.</param>
public sealed class TerminalChannels(IConnectionMultiplexer redis, IRedisLink? link = null)
{
    private readonly IRedisLink _link = link ?? new MultiplexerLink(redis);

    /// <summary>Raised when messages come again after a lost connection: what was published in between was missed.</summary>
    public event Action? Restored
    {
        add => _link.Restored += value;
        remove => _link.Restored -= value;
    }

    /// <summary>Follows what the worker publishes: output and changes.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="onMessage">Called in order, one at a time; must return quickly and never block.</param>
    /// <returns>The subscription; it is in force when the task ends.</returns>
    public Task<IAsyncDisposable> SubscribeFromWorkerAsync(TerminalKey terminal, Action<TerminalMessage> onMessage) =>
        SubscribeAsync(RedisKeys.TerminalFromWorker(terminal), onMessage);

    /// <summary>Follows what the servers publish: input, acknowledgements and changes.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="onMessage">Called in order, one at a time; must return quickly and never block.</param>
    /// <returns>The subscription; it is in force when the task ends.</returns>
    public Task<IAsyncDisposable> SubscribeToWorkerAsync(TerminalKey terminal, Action<TerminalMessage> onMessage) =>
        SubscribeAsync(RedisKeys.TerminalToWorker(terminal), onMessage);

    /// <summary>Tells the worker that a viewer has shown everything before an offset.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="offset">The offset.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task AcknowledgeAsync(TerminalKey terminal, string viewerId, long offset) =>
        redis.GetSubscriber().PublishAsync(
            RedisKeys.TerminalToWorker(terminal),
            TerminalMessage.Encode(TerminalMessageKind.Acknowledgement, offset, Encoding.UTF8.GetBytes(viewerId)));

    private Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<TerminalMessage> onMessage) =>
        _link.SubscribeAsync(channel, message => onMessage(TerminalMessage.Decode(message)));
}
