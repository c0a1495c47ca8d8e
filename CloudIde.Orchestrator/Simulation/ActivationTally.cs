using CloudIde.Core.Activations;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>Counts as servers and workers do in Redis, to the same precision.</summary>
internal sealed class ActivationTally
{
    private readonly long[] _ended = new long[DurationBuckets.Count];
    private long _heldMilliseconds;
    private ActivationTotals? _totals;

    /// <summary>Counts an activation that ended.</summary>
    /// <param name="seconds">How long it held its slot.</param>
    public void Ended(double seconds)
    {
        _ended[DurationBuckets.Of(seconds)]++;
        _heldMilliseconds += (long)(seconds * 1000);
        _totals = null;
    }

    /// <summary>The totals, made anew only when they changed.</summary>
    /// <param name="sent">How many activations were sent.</param>
    /// <returns>The totals.</returns>
    public ActivationTotals Read(long sent) => _totals is { } same && same.Sent == sent
        ? same
        : _totals = new ActivationTotals("simulated", sent, _heldMilliseconds, [.. _ended]);
}
