using CloudIde.Core.Redis;
using CloudIde.Core.Redis.Link;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The output of terminals in Redis: an append-only log of bytes whose oldest part is dropped. It outlives the worker, and
/// every server can serve any viewer from it. What is appended is published in the same script, so the log is never behind
/// the channel, and a subscriber that missed something reads it here.
/// </summary>
/// <param name="redis">The connection for reads.</param>
/// <param name="link">The way for appends; by <paramref name="redis"/> when there is none.</param>
public sealed class TerminalOutputLog(IConnectionMultiplexer redis, IRedisLink? link = null)
{
    /// <summary>The answer of <see cref="AppendAsync"/> to a worker that lost its lease.</summary>
    public const long Fenced = -1;

    /// <summary>The answer of <see cref="AppendAsync"/> when the terminal does not exist any more.</summary>
    public const long Gone = -2;

    /// <summary>
    /// Whole blocks of this many bytes are fields of one hash, so that a read starts anywhere without walking the log. What
    /// comes behind the last whole block is a list of messages as they were published, to which a keystroke is added
    /// without copying anything.
    /// </summary>
    public const int BlockSize = 8192;

    private const int MaxReadRounds = 5;

    /// <remarks>
    /// A keystroke's echo is published as soon as the first write has succeeded, since no later one can fail for want of memory:
    /// a Redis of several threads then delivers it while the script goes on. Whoever reads meanwhile waits until it has ended.
    /// </remarks>
    private static readonly RedisScript AppendScript = new($$"""
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
        local block_size = 8192
        local max_tail = 128
        local state = redis.call('HMGET', KEYS[2], 'head', 'base', 'inTail')
        if not state[1] then return -2 end
        local head = tonumber(state[1])
        local base = tonumber(state[2])
        local input = KEYS[4]
        local tail = tonumber(state[3])
        local target = tonumber(ARGV[6])
        if head ~= tonumber(ARGV[2]) then return head end
        local length = string.len(ARGV[3]) - 17
        local fill = head % block_size
        head = head + length
        local count = 0
        if fill + length < block_size then
          count = redis.call('RPUSH', KEYS[5], ARGV[3])
          redis.call('PUBLISH', ARGV[5], ARGV[3])
        end
        local published = count > 0
        if count == 0 or count > max_tail then
          local parts = {}
          if fill > 0 then parts = redis.call('LRANGE', KEYS[5], 0, -1) end
          if count == 0 then parts[#parts + 1] = ARGV[3] end
          for i = 1, #parts do parts[i] = string.sub(parts[i], 18) end
          local data = table.concat(parts)
          local start = head - string.len(data)
          local position = 1
          while head - start >= block_size do
            redis.call('HSET', KEYS[3], string.format('%d', start / block_size), string.sub(data, position, position + block_size - 1))
            start = start + block_size
            position = position + block_size
          end
          redis.call('DEL', KEYS[5])
          if head > start then redis.call('RPUSH', KEYS[5], 'o' .. string.format('%016x', start) .. string.sub(data, position)) end
        end
        while head - base >= tonumber(ARGV[4]) + block_size do
          redis.call('HDEL', KEYS[3], string.format('%d', base / block_size))
          base = base + block_size
        end
        {{TerminalInputLog.TakeLoop}}
        redis.call('HSET', KEYS[2], 'head', string.format('%d', head), 'base', string.format('%d', base),
          'inTail', string.format('%d', tail))
        if not published then redis.call('PUBLISH', ARGV[5], ARGV[3]) end
        return head
        """);

    private static readonly RedisValue[] StateFields = ["head", "base"];

    private readonly IRedisLink _link = link ?? new MultiplexerLink(redis);

    /// <summary>Appends bytes at an offset, and publishes them.</summary>
    /// <param name="lease">The lease of the worker that appends.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="message">
    /// The bytes as a <see cref="TerminalMessageKind.Output"/> message: a header that holds the offset of the first byte, then the bytes.
    /// </param>
    /// <param name="offset">The offset of the first byte.</param>
    /// <param name="keepBytes">How many bytes of output to keep at least.</param>
    /// <param name="takenInput">The offset behind the last byte of input that the shell was given, which is marked as taken; 0 for none.</param>
    /// <returns>
    /// The offset behind the last byte that is stored. It is <paramref name="offset"/> plus the number of bytes when they were
    /// stored, now or, on a repeated call, before; another value tells where the log really ends. Or <see cref="Fenced"/> or
    /// <see cref="Gone"/>.
    /// </returns>
    public async ValueTask<long> AppendAsync(
        WorkspaceLease lease, TerminalKey terminal, ReadOnlyMemory<byte> message, long offset, int keepBytes, long takenInput = 0) =>
        (long)await _link.EvaluateAsync(
            AppendScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal), RedisKeys.TerminalOutput(terminal),
                RedisKeys.TerminalInput(terminal), RedisKeys.TerminalOutputTail(terminal)],
            [lease.Epoch, offset, message, keepBytes, RedisKeys.TerminalFromWorker(terminal).ToString(), takenInput]);

    /// <summary>Reads kept output.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <param name="maxBytes">How many bytes at most.</param>
    /// <returns>The bytes, or null when the terminal is gone.</returns>
    public async Task<OutputRange?> ReadAsync(TerminalKey terminal, long offset, int maxBytes)
    {
        // Three commands and no script: a script would copy each byte three times more, and hold up everybody while it does.
        // In this order: what leaves the tail between two of them is in the blocks, and the state is not ahead of either.
        // Where a block is dropped in between, another round sees it.
        var database = redis.GetDatabase();
        var wanted = offset;
        for (var round = 1; ; round++)
        {
            var reading = database.HashGetAsync(RedisKeys.Terminal(terminal), StateFields);
            var readingTail = database.ListRangeAsync(RedisKeys.TerminalOutputTail(terminal));
            var blocks = await database.HashGetAsync(RedisKeys.TerminalOutput(terminal), BlockFields(wanted, maxBytes));
            var tail = await readingTail;
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
                if (TryCopy(blocks, tail, wanted, data))
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

    private static bool TryCopy(RedisValue[] blocks, RedisValue[] tail, long wanted, Span<byte> destination)
    {
        var skip = (int)(wanted % BlockSize);
        foreach (var block in blocks)
        {
            if (block.IsNull || destination.IsEmpty)
            {
                break;
            }

            var bytes = ((ReadOnlyMemory<byte>)block).Span;
            if (bytes.Length != BlockSize)
            {
                return false;
            }

            var take = Math.Min(BlockSize - skip, destination.Length);
            bytes.Slice(skip, take).CopyTo(destination);
            destination = destination[take..];
            wanted += take;
            skip = 0;
        }

        foreach (var item in tail)
        {
            var message = TerminalMessage.Decode(item);
            var known = wanted - message.Offset;
            if (destination.IsEmpty || known < 0)
            {
                break;
            }

            if (known < message.Data.Length)
            {
                var rest = message.Data.Span[(int)known..];
                rest = rest[..Math.Min(rest.Length, destination.Length)];
                rest.CopyTo(destination);
                destination = destination[rest.Length..];
                wanted += rest.Length;
            }
        }

        return destination.IsEmpty;
    }
}
