using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The checkpoints of terminals' output in Redis, a hash beside each log. The worker makes one every so often; servers pick
/// the oldest that the log still reaches, so that a viewer which starts over gets as much history as there is.
/// </summary>
public sealed class TerminalCheckpoints(IConnectionMultiplexer redis)
{
    /// <summary>How much output lies between two checkpoints, in bytes. A log keeps this much more than its history.</summary>
    public const int Spacing = 128 * 1024;

    /// <summary>The longest prefix: a full screen of 200 by 60 cells, each in a colour of its own, takes this much.</summary>
    public const int MaxPrefix = 256 * 1024;

    private const string SaveScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
        redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
        for i = 4, #ARGV do redis.call('HDEL', KEYS[3], ARGV[i]) end
        return 1
        """;

    /// <summary>Stores a checkpoint.</summary>
    /// <param name="lease">The lease of the worker that made it.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="checkpoint">The checkpoint; the log must hold the output before it already.</param>
    /// <param name="obsolete">The offsets of checkpoints that the log no longer reaches; they are forgotten.</param>
    /// <returns>False when the lease is lost or the terminal is gone.</returns>
    public async Task<bool> SaveAsync(
        WorkspaceLease lease, TerminalKey terminal, ScreenCheckpoint checkpoint, IReadOnlyList<long> obsolete) =>
        (int)await redis.GetDatabase().ScriptEvaluateAsync(
            SaveScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal), RedisKeys.TerminalCheckpoints(terminal)],
            [lease.Epoch, checkpoint.Offset, checkpoint.Prefix, .. obsolete.Select(offset => (RedisValue)offset)]) == 1;

    /// <summary>Lists the offsets of a terminal's checkpoints.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The offsets, ascending; also ones that the log no longer reaches.</returns>
    public async Task<IReadOnlyList<long>> ListAsync(TerminalKey terminal)
    {
        var fields = await redis.GetDatabase().HashKeysAsync(RedisKeys.TerminalCheckpoints(terminal));
        return [.. fields.Select(field => (long)field).Order()];
    }

    /// <summary>Reads one checkpoint.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="offset">Its offset.</param>
    /// <returns>The checkpoint, or null when it was forgotten meanwhile.</returns>
    public async Task<ScreenCheckpoint?> ReadAsync(TerminalKey terminal, long offset)
    {
        var prefix = await redis.GetDatabase().HashGetAsync(RedisKeys.TerminalCheckpoints(terminal), offset);
        return prefix.IsNull ? null : new ScreenCheckpoint(offset, (ReadOnlyMemory<byte>)prefix);
    }

    /// <summary>Finds where a viewer that has nothing starts.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="start">The offset of the first byte that the log keeps.</param>
    /// <returns>
    /// The oldest checkpoint at or behind <paramref name="start"/>. At 0 nothing comes before, and where there is no
    /// checkpoint, as in a log of an earlier version, the log's start must do.
    /// </returns>
    public async Task<ScreenCheckpoint> FindFirstAsync(TerminalKey terminal, long start)
    {
        if (start > 0)
        {
            foreach (var offset in await ListAsync(terminal))
            {
                if (offset >= start && await ReadAsync(terminal, offset) is { } checkpoint)
                {
                    return checkpoint;
                }
            }
        }

        return new ScreenCheckpoint(start, default);
    }
}
