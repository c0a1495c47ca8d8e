using System.Text;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The two channels of each terminal. Messages arrive in order, but one may be lost when the connection to Redis breaks:
/// offsets show it, and the logs and records hold what was missed.
/// </summary>
public sealed class TerminalChannels(IConnectionMultiplexer redis)
{
    /// <summary>Follows what the worker publishes: output and changes.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="onMessage">Called in order, one at a time; must return quickly.</param>
    /// <returns>The subscription; it is in force when the task ends.</returns>
    public Task<IAsyncDisposable> SubscribeFromWorkerAsync(TerminalKey terminal, Action<TerminalMessage> onMessage) =>
        SubscribeAsync(RedisKeys.TerminalFromWorker(terminal), onMessage);

    /// <summary>Follows what the servers publish: input, acknowledgements and changes.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="onMessage">Called in order, one at a time; must return quickly.</param>
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

    private async Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<TerminalMessage> onMessage)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(channel);
        queue.OnMessage(message => onMessage(TerminalMessage.Decode((ReadOnlyMemory<byte>)message.Message)));
        return new ChannelSubscription(queue);
    }
}
