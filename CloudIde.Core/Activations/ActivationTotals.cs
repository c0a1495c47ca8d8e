namespace CloudIde.Core.Activations;

/// <summary>How many activations were ever sent and have ended, as counted since the counters were begun. Totals only grow.</summary>
/// <param name="Incarnation">Names the counters: another one means that they were lost and begun again.</param>
/// <param name="Sent">How many were sent.</param>
/// <param name="HeldMilliseconds">For how long workspaces were held all together, those that moved to another worker included.</param>
/// <param name="EndedByBucket">How many ended, by <see cref="DurationBuckets"/>.</param>
public sealed record ActivationTotals(string Incarnation, long Sent, long HeldMilliseconds, IReadOnlyList<long> EndedByBucket)
{
    /// <summary>What came between an earlier time and this one.</summary>
    /// <param name="before">The earlier totals.</param>
    /// <returns>The difference, or null when it is unknown, since the counters are not the same ones.</returns>
    public ActivationFlow? Since(ActivationTotals before)
    {
        if (Incarnation != before.Incarnation || Sent < before.Sent || HeldMilliseconds < before.HeldMilliseconds)
        {
            return null;
        }

        var durations = new List<double>();
        for (var bucket = 0; bucket < EndedByBucket.Count; bucket++)
        {
            var ended = EndedByBucket[bucket] - before.EndedByBucket[bucket];
            if (ended < 0)
            {
                return null;
            }

            for (; ended > 0; ended--)
            {
                durations.Add(DurationBuckets.Seconds(bucket));
            }
        }

        return new ActivationFlow((int)Math.Min(int.MaxValue, Sent - before.Sent), durations, (HeldMilliseconds - before.HeldMilliseconds) / 1000.0);
    }
}
