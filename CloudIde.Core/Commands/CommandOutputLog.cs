using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Commands;

/// <summary>
/// The kept output of commands, in Redis: the beginning as it comes, and the end, when it did not fit behind it, with the
/// outcome. Every byte keeps the offset that it had.
/// </summary>
public sealed class CommandOutputLog(IConnectionMultiplexer redis)
{
    // Appended when it is exactly what follows: a try that was answered by a broken connection is repeated without harm.
    private const string AppendScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
        if redis.call('HGET', KEYS[2], 'state') ~= 'Running' or redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return -1 end
        local head = tonumber(redis.call('HGET', KEYS[2], 'head'))
        if head == tonumber(ARGV[2]) then
          head = redis.call('APPEND', KEYS[3], ARGV[3])
          redis.call('HSET', KEYS[2], 'head', string.format('%.0f', head), 'total', string.format('%.0f', head))
        end
        return head
        """;

    /// <summary>Appends to the kept beginning.</summary>
    /// <param name="lease">The lease under which the command was claimed.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="offset">The offset of the first byte.</param>
    /// <param name="data">The bytes.</param>
    /// <returns>The offset behind the last byte that is kept; -1 when the lease is lost.</returns>
    public async Task<long> AppendAsync(WorkspaceLease lease, string commandId, long offset, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var command = new CommandKey(lease.ProjectId, commandId);
        var head = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            AppendScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.Command(command), RedisKeys.CommandOutput(command)],
            [lease.Epoch, offset, data]);
        await redis.GetSubscriber().PublishAsync(RedisKeys.CommandNews(command), "output");
        return head;
    }

    /// <summary>Reads output.</summary>
    /// <param name="command">The command.</param>
    /// <param name="record">Its record, as it was read just before.</param>
    /// <param name="offset">The first byte wanted, from 0.</param>
    /// <param name="max">How many bytes at most.</param>
    /// <returns>What is kept from there on. It begins later than wanted when the bytes between are not kept.</returns>
    public async Task<CommandOutput> ReadAsync(CommandKey command, CommandRecord record, long offset, int max)
    {
        ArgumentNullException.ThrowIfNull(record);
        var database = redis.GetDatabase();
        if (offset < record.HeadBytes)
        {
            var head = await database.StringGetRangeAsync(
                RedisKeys.CommandOutput(command), offset, Math.Min(offset + max, record.HeadBytes) - 1);
            return new CommandOutput(offset, (byte[]?)head ?? []);
        }

        if (record.TailOffset == record.HeadBytes || offset >= record.OutputBytes)
        {
            return new CommandOutput(Math.Min(offset, record.OutputBytes), ReadOnlyMemory<byte>.Empty);
        }

        var from = Math.Max(offset, record.TailOffset);
        var tail = await database.StringGetRangeAsync(
            RedisKeys.CommandOutputTail(command), from - record.TailOffset, from - record.TailOffset + max - 1);
        return new CommandOutput(from, (byte[]?)tail ?? []);
    }
}
