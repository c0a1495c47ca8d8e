using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudIde.Orchestrator.Settings;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The launch sequence as a counter in Redis.</summary>
internal sealed class RedisLaunchSequence(IConnectionMultiplexer redis, EcsSettings settings, TimeProvider timeProvider)
    : ILaunchSequence
{
    private static readonly RedisKey Key = "cloudide:orchestrator:launch";

    // ECS remembers tokens for a day, over all clusters of the account.
    private readonly string _prefix =
        "cloudide-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.Cluster)))[..12];

    public async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        var number = await database.StringGetAsync(Key).WaitAsync(cancellationToken);
        if (number.IsNull)
        {
            // A Redis that lost its data must not count over tokens that ECS still remembers, so it starts at the time.
            var start = timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
            await database.StringSetAsync(Key, start, when: When.NotExists).WaitAsync(cancellationToken);
            number = await database.StringGetAsync(Key).WaitAsync(cancellationToken);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{(long)number}");
    }

    public Task AdvanceAsync(CancellationToken cancellationToken) =>
        redis.GetDatabase().StringIncrementAsync(Key).WaitAsync(cancellationToken);
}
