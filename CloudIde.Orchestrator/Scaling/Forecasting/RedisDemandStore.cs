using System.Text.Json;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>What was learnt as JSON in Redis: two weeks of bins are about 200 kB.</summary>
internal sealed class RedisDemandStore(IConnectionMultiplexer redis) : IDemandStore
{
    public async Task<DemandState?> LoadAsync(CancellationToken cancellationToken)
    {
        var json = await redis.GetDatabase().StringGetAsync(RedisKeys.ScalingDemand).WaitAsync(cancellationToken);
        return json.IsNull ? null : JsonSerializer.Deserialize((string)json!, ScalingJsonContext.Default.DemandState);
    }

    public Task SaveAsync(DemandState state, CancellationToken cancellationToken) =>
        redis.GetDatabase()
            .StringSetAsync(RedisKeys.ScalingDemand, JsonSerializer.Serialize(state, ScalingJsonContext.Default.DemandState))
            .WaitAsync(cancellationToken);
}
