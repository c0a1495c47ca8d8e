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

    // A viewer that reconnects, perhaps to another server, is there before its old connection is known to be dead. What
    // that one still writes must not undo what the new one has written.
    private const string UpdateScript = """
        local current = redis.call('HGET', KEYS[1], ARGV[1])
        if current and cjson.decode(current).connectionId ~= ARGV[2] then return 0 end
        redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
        return 1
        """;

    private const string RemoveScript = """
        local current = redis.call('HGET', KEYS[1], ARGV[1])
        if not current or cjson.decode(current).connectionId ~= ARGV[2] then return 0 end
        redis.call('HDEL', KEYS[1], ARGV[1])
        return 1
        """;

    /// <summary>Adds a viewer, or replaces the connection that it was attached by, and tells the worker and the other viewers.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewer">The viewer; its expiry is set here.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public async Task AttachAsync(TerminalKey terminal, TerminalViewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        await redis.GetDatabase().HashSetAsync(RedisKeys.TerminalViewers(terminal), viewer.ViewerId, Serialize(viewer));
        await TellAsync(terminal);
    }

    /// <summary>Changes or renews a viewer that was attached.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewer">The viewer; its expiry is set here.</param>
    /// <param name="tell">Whether the worker and the other viewers must look: not for a mere renewal.</param>
    /// <returns>False when another connection has replaced this one.</returns>
    public async Task<bool> UpdateAsync(TerminalKey terminal, TerminalViewer viewer, bool tell)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        var updated = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            UpdateScript,
            [RedisKeys.TerminalViewers(terminal)],
            [viewer.ViewerId, viewer.ConnectionId, Serialize(viewer)]) == 1;
        if (updated && tell)
        {
            await TellAsync(terminal);
        }

        return updated;
    }

    /// <summary>Removes a viewer that has left, unless another connection has replaced this one.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="connectionId">The connection that ended.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public async Task RemoveAsync(TerminalKey terminal, string viewerId, string connectionId)
    {
        var removed = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            RemoveScript, [RedisKeys.TerminalViewers(terminal)], [viewerId, connectionId]) == 1;
        if (removed)
        {
            await TellAsync(terminal);
        }
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

    private string Serialize(TerminalViewer viewer) =>
        JsonSerializer.Serialize(
            viewer with { ExpiresAt = time.GetUtcNow() + TimeToLive }, TerminalJsonContext.Default.TerminalViewer);

    private async Task TellAsync(TerminalKey terminal)
    {
        var changed = TerminalMessage.Encode(TerminalMessageKind.Changed, 0, default);
        var subscriber = redis.GetSubscriber();
        await Task.WhenAll(
            subscriber.PublishAsync(RedisKeys.TerminalToWorker(terminal), changed),
            subscriber.PublishAsync(RedisKeys.TerminalFromWorker(terminal), changed));
    }
}
