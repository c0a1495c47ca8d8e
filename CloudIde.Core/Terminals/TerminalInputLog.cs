using CloudIde.Core.Redis;
using CloudIde.Core.Redis.Link;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The input of terminals in Redis, from the moment a server accepts it until the worker has taken it. Each viewer numbers
/// its own bytes, so that what it sends again after a lost connection is stored once; Redis orders the viewers' bytes.
/// </summary>
/// <param name="redis">The connection for reads.</param>
/// <param name="link">The way for what a keystroke waits for; by <paramref name="redis"/> when there is none.</param>
public sealed class TerminalInputLog(IConnectionMultiplexer redis, IRedisLink? link = null)
{
    /// <summary>How much input may wait for a program that does not read.</summary>
    public const int MaxPendingBytes = 1 << 20;

    /// <remarks>
    /// It publishes as soon as the first write has succeeded, since no later one can fail for want of memory: a Redis of several
    /// threads then delivers the keystroke while the script goes on. Whoever reads meanwhile waits until the script has ended.
    /// </remarks>
    private static readonly RedisScript AppendScript = new("""
        local state = redis.call('HMGET', KEYS[1], 'inHead', 'inTail', ARGV[1])
        local accepted = tonumber(state[3] or '0')
        if not state[1] then return {3, accepted} end
        local start = tonumber(ARGV[2])
        if start > accepted then return {1, accepted} end
        local data = string.sub(ARGV[3], accepted - start + 1)
        local length = string.len(data)
        if length == 0 then return {0, accepted} end
        local head = tonumber(state[1])
        if head - tonumber(state[2]) + length > tonumber(ARGV[4]) then return {2, accepted} end
        redis.call('RPUSH', KEYS[2], data)
        redis.call('PUBLISH', ARGV[5], 'i' .. string.format('%016x', head) .. data)
        redis.call('HSET', KEYS[1], 'inHead', string.format('%d', head + length), ARGV[1], string.format('%d', accepted + length))
        return {0, accepted + length}
        """);

    /// <summary>Takes input from the list <c>input</c> until <c>tail</c> is <c>target</c>; a part of scripts.</summary>
    internal const string TakeLoop = """
        while tail < target do
          local item = redis.call('LPOP', input)
          if not item then break end
          local excess = tail + string.len(item) - target
          if excess > 0 then
            redis.call('LPUSH', input, string.sub(item, -excess))
            item = string.sub(item, 1, -excess - 1)
          end
          tail = tail + string.len(item)
        end

        """;

    private static readonly RedisScript TakeScript = new($"""
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return -1 end
        local state = redis.call('HGET', KEYS[2], 'inTail')
        if not state then return -1 end
        local input = KEYS[3]
        local tail = tonumber(state)
        local target = tonumber(ARGV[2])
        {TakeLoop}
        redis.call('HSET', KEYS[2], 'inTail', string.format('%d', tail))
        return tail
        """);

    private const string ReadScript = """
        local tail = redis.call('HGET', KEYS[1], 'inTail')
        if not tail then return {} end
        return {tonumber(tail), table.concat(redis.call('LRANGE', KEYS[2], 0, -1))}
        """;

    private readonly IRedisLink _link = link ?? new MultiplexerLink(redis);

    /// <summary>Stores input of one viewer, and publishes it to the worker.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="viewerOffset">The number of bytes that the viewer sent before these, ever.</param>
    /// <param name="data">The bytes.</param>
    /// <returns>What became of them.</returns>
    public async Task<InputAnswer> AppendAsync(TerminalKey terminal, string viewerId, long viewerOffset, ReadOnlyMemory<byte> data)
    {
        var answer = (RedisResult[])(await _link.EvaluateAsync(
            AppendScript,
            [RedisKeys.Terminal(terminal), RedisKeys.TerminalInput(terminal)],
            [RedisKeys.AcceptedInputField(viewerId), viewerOffset, data, MaxPendingBytes, RedisKeys.TerminalToWorker(terminal).ToString()]))!;
        return new InputAnswer((InputOutcome)(int)answer[0], (long)answer[1]);
    }

    /// <summary>Reads how many bytes of a viewer's input were accepted so far.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="viewerId">The viewer.</param>
    /// <returns>The number of bytes.</returns>
    public async Task<long> GetAcceptedAsync(TerminalKey terminal, string viewerId) =>
        (long)await redis.GetDatabase().HashGetAsync(RedisKeys.Terminal(terminal), RedisKeys.AcceptedInputField(viewerId));

    /// <summary>Reads the input that waits, for a worker that starts a shell or missed a message.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The input, or null when the terminal is gone.</returns>
    public async Task<PendingInput?> ReadPendingAsync(TerminalKey terminal)
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            ReadScript, [RedisKeys.Terminal(terminal), RedisKeys.TerminalInput(terminal)]))!;
        return answer.Length == 0 ? null : new PendingInput((long)answer[0], (byte[])answer[1]!);
    }

    /// <summary>
    /// Marks input as taken, so that another worker does not type it again into a fresh shell: a key that is lost with a
    /// dying worker is better than a command that runs twice. An append to the output marks it as well.
    /// </summary>
    /// <param name="lease">The lease of the worker that takes it.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="upTo">The offset behind the last byte taken.</param>
    /// <returns>The offset up to which input is taken now, or -1 when the lease is lost.</returns>
    public async Task<long> TakeAsync(WorkspaceLease lease, TerminalKey terminal, long upTo) =>
        (long)await _link.EvaluateAsync(
            TakeScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal), RedisKeys.TerminalInput(terminal)],
            [lease.Epoch, upTo]);
}
