using System.Text.Json;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>The latest decisions in a bounded list in Redis, newest first, where the operations page finds them.</summary>
internal sealed partial class RedisDecisionLog(IConnectionMultiplexer redis, ILogger<RedisDecisionLog> logger) : IDecisionLog
{
    /// <summary>How many are kept. Only decisions that differ from the one before are recorded, so this is hours or days.</summary>
    public const int Kept = 500;

    public async Task RecordAsync(ScalingRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var database = redis.GetDatabase();
            var json = JsonSerializer.Serialize(record, ScalingJsonContext.Default.ScalingRecord);
            await database.ListLeftPushAsync(RedisKeys.ScalingDecisions, json).WaitAsync(cancellationToken);
            await database.ListTrimAsync(RedisKeys.ScalingDecisions, 0, Kept - 1).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotRecorded(e);
        }
    }

    [LoggerMessage(EventName = "DecisionNotRecorded", Level = LogLevel.Warning, Message = "A decision could not be recorded.")]
    private partial void LogNotRecorded(Exception exception);
}
