using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudIde.Core.Redis;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The launch sequence in Redis: a counter for tokens, and the launch whose outcome is not known.</summary>
internal sealed class RedisLaunchSequence(
    IConnectionMultiplexer redis, EcsSettings settings, LeaderLease lease, TimeProvider timeProvider) : ILaunchSequence
{
    // The lease's key is the hash tag, so that the script finds all keys on one node of a clustered Redis.
    private static readonly RedisKey Counter = $"{{{RedisKeys.OrchestratorLeader}}}:launch";
    private static readonly RedisKey Pending = $"{{{RedisKeys.OrchestratorLeader}}}:launch:pending";
    private static readonly RedisKey Recent = $"{{{RedisKeys.OrchestratorLeader}}}:launch:recent";

    // Checks the lease in the same step: a process that was paused after it looked at its own clock is refused here.
    private const string BeginScript = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
        local pending = redis.call('GET', KEYS[3])
        if pending then
          if tonumber(string.match(pending, ':(%d+)$')) <= tonumber(ARGV[3]) then
            redis.call('PEXPIRE', KEYS[3], ARGV[4])
          end
          return 'repeat:' .. pending
        end
        if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SET', KEYS[2], ARGV[5]) end
        redis.call('INCR', KEYS[2])
        pending = redis.call('GET', KEYS[2]) .. ':' .. ARGV[2]
        redis.call('SET', KEYS[3], pending, 'PX', ARGV[4])
        return 'first:' .. pending
        """;

    // At 20 launches a second, 2,000 are more than the list's bound takes in.
    private const string CompleteScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        for i = 3, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
        redis.call('LTRIM', KEYS[2], -2000, -1)
        redis.call('PEXPIRE', KEYS[2], ARGV[2])
        return 1
        """;

    // ECS remembers tokens for a day, over all clusters of the account.
    private readonly string _prefix =
        "cloudide-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.Cluster)))[..12] + "-";

    public async Task<PendingLaunch?> BeginAsync(int count, int room, CancellationToken cancellationToken)
    {
        var result = await redis.GetDatabase().ScriptEvaluateAsync(
            BeginScript,
            [RedisKeys.OrchestratorLeader, Counter, Pending],
            [
                lease.Holder, count, room, (long)FleetHistory.ListingBound.TotalMilliseconds,

                // A Redis that lost its data must not count over tokens that ECS still remembers, so it starts at the time.
                timeProvider.GetUtcNow().ToUnixTimeMilliseconds(),
            ]).WaitAsync(cancellationToken);
        if (result.IsNull)
        {
            return null;
        }

        var parts = ((string)result!).Split(':');
        return new PendingLaunch(
            _prefix + parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[0] == "repeat");
    }

    public Task CompleteAsync(PendingLaunch launch, IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        return redis.GetDatabase().ScriptEvaluateAsync(
            CompleteScript,
            [Pending, Recent],
            [
                string.Create(CultureInfo.InvariantCulture, $"{launch.Token[_prefix.Length..]}:{launch.Count}"),
                (long)FleetHistory.ListingBound.TotalMilliseconds,
                .. taskIds.Select(id => (RedisValue)string.Create(CultureInfo.InvariantCulture, $"{now}:{id}")),
            ]).WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<(string TaskId, TimeSpan Ago)>> GetRecentAsync(CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var read = database.ListRangeAsync(Recent);
        var left = await database.KeyTimeToLiveAsync(Recent).WaitAsync(cancellationToken);
        var launches = (await read.WaitAsync(cancellationToken))
            .Select(entry => entry.ToString().Split(':', 2))
            .Select(parts => (
                TaskId: parts[1],
                At: DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0], CultureInfo.InvariantCulture))))
            .ToList();
        if (left is not { } ttl || launches.Count == 0)
        {
            return [];
        }

        // Another machine's clock wrote these, or ours was set since. Redis' own tells: the list ends so long after its last entry.
        var (now, newest) = (timeProvider.GetUtcNow(), launches.Max(launch => launch.At));
        if (now < newest || now - newest >= FleetHistory.ListingBound)
        {
            now = newest + FleetHistory.ListingBound - ttl;
        }

        return [.. launches.Select(launch => (launch.TaskId, Ago: now - launch.At)).Where(launch => launch.Ago < FleetHistory.ListingBound)];
    }
}
