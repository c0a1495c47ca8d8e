using System.Text.Json;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>Who is attached to each terminal, in Redis. A viewer whose server died counts as gone after <see cref="TimeToLive"/>.</summary>
public sealed class TerminalViewers(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>A viewer counts as gone this long after its server last renewed it.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(15);

    /// <summary>How often a server renews its viewers: three fit into <see cref="TimeToLive"/>.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(5);

    /// <summary>Adds, changes or renews a viewer.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewer">The viewer; its expiry is set here.</param>
    /// <param name="tell">Whether the worker and the other viewers must look: not for a mere renewal.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public async Task SetAsync(TerminalKey terminal, TerminalViewer viewer, bool tell)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var json = JsonSerializer.Serialize(
            viewer with { ExpiresAt = time.GetUtcNow() + TimeToLive }, TerminalJsonContext.Default.TerminalViewer);
        await redis.GetDatabase().HashSetAsync(RedisKeys.TerminalViewers(terminal), viewer.ViewerId, json);
        if (tell)
        {
            await TellAsync(terminal);
        }
    }

    /// <summary>Removes a viewer that has left.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public async Task RemoveAsync(TerminalKey terminal, string viewerId)
    {
        await redis.GetDatabase().HashDeleteAsync(RedisKeys.TerminalViewers(terminal), viewerId);
        await TellAsync(terminal);
    }

    /// <summary>Lists the viewers that are attached now, and forgets those that expired.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The viewers.</returns>
    public async Task<IReadOnlyList<TerminalViewer>> ListAsync(TerminalKey terminal)
    {
        var database = redis.GetDatabase();
        var now = time.GetUtcNow();
        var viewers = new List<TerminalViewer>();
        foreach (var entry in await database.HashGetAllAsync(RedisKeys.TerminalViewers(terminal)))
        {
            var viewer = JsonSerializer.Deserialize((byte[])entry.Value!, TerminalJsonContext.Default.TerminalViewer)!;
            if (viewer.ExpiresAt > now)
            {
                viewers.Add(viewer);
            }
            else
            {
                await database.HashDeleteAsync(RedisKeys.TerminalViewers(terminal), entry.Name);
            }
        }

        return viewers;
    }

    private async Task TellAsync(TerminalKey terminal)
    {
        var changed = TerminalMessage.Encode(TerminalMessageKind.Changed, 0, default);
        var subscriber = redis.GetSubscriber();
        await Task.WhenAll(
            subscriber.PublishAsync(RedisKeys.TerminalToWorker(terminal), changed),
            subscriber.PublishAsync(RedisKeys.TerminalFromWorker(terminal), changed));
    }
}
