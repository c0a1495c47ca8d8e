using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The output of terminals in Redis: an append-only log of bytes whose oldest part is dropped. It outlives the worker, and
/// every server can serve any viewer from it. What is appended is published in the same script, so the log is never behind
/// the channel, and a subscriber that missed something reads it here.
/// </summary>
public sealed class TerminalOutputLog(IConnectionMultiplexer redis)
{
    /// <summary>The answer of <see cref="AppendAsync"/> to a worker that lost its lease.</summary>
    public const long Fenced = -1;

    /// <summary>
    /// The log is kept in blocks of this many bytes, fields of one hash, so that a read starts anywhere without walking the
    /// log. A keystroke rewrites the last block; 8 KiB keeps that copy far below a network round trip.
    /// </summary>
    public const int BlockSize = 8192;

    private const int MaxReadRounds = 5;

    private const string AppendScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
        local block_size = 8192
        local state = redis.call('HMGET', KEYS[2], 'head', 'base')
        if not state[1] then return -1 end
        local head = tonumber(state[1])
        local base = tonumber(state[2])
        if head ~= tonumber(ARGV[2]) then return head end
        local data = string.sub(ARGV[3], 18)
        local length = string.len(data)
        local position = 1
        while position <= length do
          local fill = head % block_size
          local field = string.format('%d', (head - fill) / block_size)
          local take = math.min(block_size - fill, length - position + 1)
          local part = string.sub(data, position, position + take - 1)
          if fill > 0 then part = redis.call('HGET', KEYS[3], field) .. part end
          redis.call('HSET', KEYS[3], field, part)
          head = head + take
          position = position + take
        end
        while head - base >= tonumber(ARGV[4]) + block_size do
          redis.call('HDEL', KEYS[3], string.format('%d', base / block_size))
          base = base + block_size
        end
        redis.call('HSET', KEYS[2], 'head', string.format('%d', head), 'base', string.format('%d', base))
        redis.call('PUBLISH', ARGV[5], ARGV[3])
        return head
        """;

    private static readonly RedisValue[] StateFields = ["head", "base"];

    /// <summary>Appends bytes at an offset, and publishes them.</summary>
    /// <param name="lease">The lease of the worker that appends.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="message">
    /// The bytes as a <see cref="TerminalMessageKind.Output"/> message: a header that holds the offset of the first byte, then the bytes.
    /// </param>
    /// <param name="offset">The offset of the first byte.</param>
    /// <param name="keepBytes">How many bytes of output to keep at least.</param>
    /// <returns>
    /// The offset behind the last byte that is stored. It is <paramref name="offset"/> plus the number of bytes when they were
    /// stored, now or, on a repeated call, before; another value tells where the log really ends. Or <see cref="Fenced"/>.
    /// </returns>
    public async Task<long> AppendAsync(
        WorkspaceLease lease, TerminalKey terminal, ReadOnlyMemory<byte> message, long offset, int keepBytes) =>
        (long)await redis.GetDatabase().ScriptEvaluateAsync(
            AppendScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal), RedisKeys.TerminalOutput(terminal)],
            [lease.Epoch, offset, message, keepBytes, RedisKeys.TerminalFromWorker(terminal).ToString()]);

    /// <summary>Reads kept output.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <param name="maxBytes">How many bytes at most.</param>
    /// <returns>The bytes, or null when the terminal is gone.</returns>
    public async Task<OutputRange?> ReadAsync(TerminalKey terminal, long offset, int maxBytes)
    {
        // Two commands and no script: a script would copy each byte three times more, and hold up everybody while it does.
        // Where a block is dropped between the two, another round sees it.
        var database = redis.GetDatabase();
        var wanted = offset;
        for (var round = 1; ; round++)
        {
            var reading = database.HashGetAsync(RedisKeys.Terminal(terminal), StateFields);
            var blocks = await database.HashGetAsync(RedisKeys.TerminalOutput(terminal), BlockFields(wanted, maxBytes));
            var state = await reading;
            if (state[0].IsNull || state[1].IsNull)
            {
                return null;
            }

            var (head, start) = ((long)state[0], (long)state[1]);
            if (wanted >= start || start == head)
            {
                wanted = Math.Max(wanted, start);
                var length = (int)Math.Clamp(head - wanted, 0, maxBytes);
                var data = new byte[length];
                if (TryCopy(blocks, (int)(wanted % BlockSize), data))
                {
                    return new OutputRange(start, head, wanted, data);
                }

                if (round >= MaxReadRounds)
                {
                    // The record tells of blocks that do not exist. Nobody can have these bytes any more.
                    return new OutputRange(head, head, head, default);
                }
            }

            wanted = Math.Max(wanted, start);
        }
    }

    private static RedisValue[] BlockFields(long offset, int maxBytes)
    {
        var first = offset / BlockSize;
        var count = (int)((offset + maxBytes - 1) / BlockSize - first) + 1;
        var fields = new RedisValue[count];
        for (var i = 0; i < count; i++)
        {
            fields[i] = first + i;
        }

        return fields;
    }

    private static bool TryCopy(RedisValue[] blocks, int skip, Span<byte> destination)
    {
        foreach (var block in blocks)
        {
            if (destination.IsEmpty)
            {
                break;
            }

            var bytes = ((ReadOnlyMemory<byte>)block).Span;
            var take = Math.Min(Math.Min(bytes.Length, BlockSize) - skip, destination.Length);
            if (take <= 0 || (take < destination.Length && bytes.Length < BlockSize))
            {
                return false;
            }

            bytes.Slice(skip, take).CopyTo(destination);
            destination = destination[take..];
            skip = 0;
        }

        return destination.IsEmpty;
    }
}
