using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Leadership;

/// <summary>
/// A lease in Redis that one orchestrator holds at a time. The holder counts its own time from before it asked, on a clock
/// that does not jump, so it stops believing in its lease before Redis gives it to another.
/// </summary>
internal sealed class LeaderLease(IConnectionMultiplexer redis, TimeProvider timeProvider, TimeSpan? duration = null) : ILeadership
{
    /// <summary>How long after its holder's death another takes over; renewed three times as often.</summary>
    public static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(6);

    // Checks and extends in one step, or a holder that was away too long would extend another's lease.
    private const string AcquireScript = """
        local holder = redis.call('GET', KEYS[1])
        if holder == ARGV[1] then
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return 1
        end
        if holder then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 2
        """;

    private const string ReleaseScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
        return 0
        """;

    private readonly Lock _lock = new();
    private long? _heldSince;
    private long _term;

    /// <summary>This orchestrator's name in the lease: where it runs, for people, and what makes it unique.</summary>
    public string Holder { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>The lease's length.</summary>
    public TimeSpan Duration { get; } = duration ?? DefaultDuration;

    /// <inheritdoc/>
    public bool IsHeld
    {
        get
        {
            lock (_lock)
            {
                return _heldSince is { } since && timeProvider.GetElapsedTime(since) < Duration;
            }
        }
    }

    /// <inheritdoc/>
    public long Term => Interlocked.Read(ref _term);

    /// <summary>Takes the lease when it is free, or extends it.</summary>
    /// <returns>Whether this orchestrator holds it.</returns>
    public async Task<bool> AcquireAsync()
    {
        var (asked, held) = (timeProvider.GetTimestamp(), IsHeld);
        var answer = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            AcquireScript, [RedisKeys.OrchestratorLeader], [Holder, (long)Duration.TotalMilliseconds]);
        if (answer == 2 || (answer == 1 && !held))
        {
            // The second: it was taken by a request whose answer was lost, after which time nobody knows.
            Interlocked.Increment(ref _term);
        }

        Note(answer > 0 ? asked : null);
        return answer > 0;
    }

    /// <summary>Gives the lease up, so that another need not wait for its end.</summary>
    /// <returns>A task that ends when it is given up.</returns>
    public async Task ReleaseAsync()
    {
        Note(null);
        await redis.GetDatabase().ScriptEvaluateAsync(ReleaseScript, [RedisKeys.OrchestratorLeader], [Holder]);
    }

    private void Note(long? heldSince)
    {
        lock (_lock)
        {
            _heldSince = heldSince;
        }
    }
}
