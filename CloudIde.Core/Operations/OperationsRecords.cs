using System.Text.Json;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Operations;

/// <summary>What the orchestrator leaves in Redis for operators: its latest round, and its decisions.</summary>
public sealed class OperationsRecords(IConnectionMultiplexer redis)
{
    /// <summary>
    /// A report is kept long enough to show what was last known after the orchestrator has gone; its time tells how old it is.
    /// </summary>
    public static readonly TimeSpan ReportTimeToLive = TimeSpan.FromHours(1);

    /// <summary>The orchestrator leaves a report with each round, so an older one means that none acts.</summary>
    public static readonly TimeSpan ReportIsCurrentFor = TimeSpan.FromSeconds(90);

    /// <summary>Leaves a report in place of the one before.</summary>
    /// <param name="report">The report.</param>
    /// <returns>A task that ends when Redis has it.</returns>
    public Task LeaveAsync(FleetReport report) => redis.GetDatabase().StringSetAsync(
        RedisKeys.FleetReport, JsonSerializer.Serialize(report, OperationsJsonContext.Default.FleetReport), ReportTimeToLive);

    /// <summary>Reads the latest report.</summary>
    /// <returns>The report, or null when there is none.</returns>
    /// <exception cref="JsonException">It was written by an incompatible version.</exception>
    public async Task<FleetReport?> FindReportAsync()
    {
        var json = await redis.GetDatabase().StringGetAsync(RedisKeys.FleetReport);
        return json.IsNull ? null : JsonSerializer.Deserialize(json.ToString(), OperationsJsonContext.Default.FleetReport);
    }

    /// <summary>Reads the latest decisions.</summary>
    /// <param name="count">How many at most, 1 or more.</param>
    /// <returns>The decisions, newest first.</returns>
    /// <exception cref="JsonException">They were written by an incompatible version.</exception>
    public async Task<IReadOnlyList<RecordedDecision>> ListDecisionsAsync(int count)
    {
        var entries = await redis.GetDatabase().ListRangeAsync(RedisKeys.ScalingDecisions, 0, count - 1);
        return [.. entries.Select(json => JsonSerializer.Deserialize(json.ToString(), OperationsJsonContext.Default.RecordedDecision)!)];
    }

    /// <summary>Finds out which orchestrator acts.</summary>
    /// <returns>Its name (machine, process, a unique part), or null when none does.</returns>
    public async Task<string?> FindLeaderAsync() => await redis.GetDatabase().StringGetAsync(RedisKeys.OrchestratorLeader);
}
