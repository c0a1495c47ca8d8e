using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Scaling;

/// <summary>
/// Tells the orchestrator that the load has just changed, so that it reacts at once. A nudge may be lost, since Redis
/// publishes to whoever listens at that moment; the orchestrator's poll is the safety net.
/// </summary>
public sealed class ScalingNudge(IConnectionMultiplexer redis)
{
    /// <summary>Sends a nudge.</summary>
    /// <param name="reason">What changed, for the orchestrator's log, such as <c>activation</c>.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task SendAsync(string reason) => redis.GetSubscriber().PublishAsync(RedisKeys.OrchestratorNudge, reason);

    /// <summary>Calls back on each nudge until the returned subscription is disposed.</summary>
    /// <param name="onNudge">Receives the reason; must return at once.</param>
    /// <returns>The subscription.</returns>
    public async Task<IAsyncDisposable> SubscribeAsync(Action<string> onNudge)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisKeys.OrchestratorNudge);
        queue.OnMessage(message => onNudge(message.Message.ToString()));
        return new ChannelSubscription(queue);
    }
}
