using System.Globalization;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Activations;

/// <summary>
/// Counts in Redis what is sent and what ends, so that the orchestrator knows what came and went between two looks at the
/// queue. The queue's depth alone hides whatever came and went in between.
/// </summary>
/// <remarks>
/// The counters are one hash that never expires. It names itself when it is made, so that one that was lost and begun again
/// is not taken for the old one with less in it. A count that Redis did not take is missing; it is not worth failing for.
/// </remarks>
public sealed class ActivationCounters(IConnectionMultiplexer redis)
{
    private const string IncarnationField = "incarnation";
    private const string SentField = "sent";
    private const string HeldField = "heldMs";
    private const string EndedPrefix = "ended:";

    private const string CountScript = """
        redis.call('HSETNX', KEYS[1], 'incarnation', ARGV[1])
        for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
        return 1
        """;

    // Begun by whoever looks first: from then on nothing counted means that nothing came.
    private const string ReadScript = """
        redis.call('HSETNX', KEYS[1], 'incarnation', ARGV[1])
        return redis.call('HGETALL', KEYS[1])
        """;

    /// <summary>Counts an activation that SQS has stored. One that only moves to another worker is not a new one.</summary>
    /// <returns>A task that ends when it is counted.</returns>
    /// <exception cref="RedisException">Redis refused or could not be reached.</exception>
    public Task SentAsync() => CountAsync(SentField, 1);

    /// <summary>Counts an activation that has ended. Only the worker that still held the lease counts it, so each counts once.</summary>
    /// <param name="held">How long it held its slot.</param>
    /// <returns>A task that ends when it is counted.</returns>
    /// <exception cref="RedisException">Redis refused or could not be reached.</exception>
    public Task EndedAsync(TimeSpan held) => CountAsync(
        HeldField, (long)held.TotalMilliseconds, EndedPrefix + DurationBuckets.Of(held.TotalSeconds).ToString(CultureInfo.InvariantCulture), 1);

    /// <summary>Counts what a worker did of an activation that goes on elsewhere.</summary>
    /// <param name="held">How long it held its slot here.</param>
    /// <returns>A task that ends when it is counted.</returns>
    /// <exception cref="RedisException">Redis refused or could not be reached.</exception>
    public Task MovedAsync(TimeSpan held) => CountAsync(HeldField, (long)held.TotalMilliseconds);

    /// <summary>Reads the totals.</summary>
    /// <returns>The totals.</returns>
    /// <exception cref="RedisException">Redis refused or could not be reached: they are unknown, and not zero.</exception>
    public async Task<ActivationTotals> ReadAsync()
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            ReadScript, [RedisKeys.ActivationCounters], [NewIncarnation()]))!;
        var (incarnation, sent, held, ended) = ("", 0L, 0L, new long[DurationBuckets.Count]);
        for (var i = 0; i < answer.Length; i += 2)
        {
            switch ((string)answer[i]!)
            {
                case IncarnationField:
                    incarnation = (string)answer[i + 1]!;
                    break;
                case SentField:
                    sent = (long)answer[i + 1];
                    break;
                case HeldField:
                    held = (long)answer[i + 1];
                    break;
                case var field when field.StartsWith(EndedPrefix, StringComparison.Ordinal)
                    && int.TryParse(field.AsSpan(EndedPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var bucket)
                    && bucket < DurationBuckets.Count:
                    ended[bucket] = (long)answer[i + 1];
                    break;
            }
        }

        return new ActivationTotals(incarnation, sent, held, ended);
    }

    private Task CountAsync(params RedisValue[] fieldsAndCounts) => redis.GetDatabase().ScriptEvaluateAsync(
        CountScript, [RedisKeys.ActivationCounters], [NewIncarnation(), .. fieldsAndCounts]);

    private static string NewIncarnation() => Guid.NewGuid().ToString("N");
}
