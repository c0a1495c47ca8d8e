using CloudIde.Core.Activations;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>How long activations last, as measured on those that ended last, to the precision of <see cref="DurationBuckets"/>.</summary>
internal sealed class DurationDistribution
{
    private const int Capacity = 1_000;

    /// <summary>Fewer ends than this tell nothing that may be relied on.</summary>
    private const int Enough = 20;

    private readonly List<byte> _latest = [];
    private readonly int[] _byBucket = new int[DurationBuckets.Count];

    // How many lasted longer than the beginning of a bucket.
    private readonly double[] _longer = new double[DurationBuckets.Count + 1];
    private bool _isStale;
    private int _next;

    /// <summary>Whether enough has ended to say anything.</summary>
    public bool IsKnown => _latest.Count >= Enough;

    /// <summary>What is kept of the measurements, in seconds.</summary>
    public IEnumerable<double> Values => _latest.Select(bucket => DurationBuckets.Seconds(bucket));

    /// <summary>Adds a measurement.</summary>
    /// <param name="seconds">How long an activation lasted.</param>
    public void Add(double seconds)
    {
        var bucket = (byte)DurationBuckets.Of(seconds);
        if (_latest.Count < Capacity)
        {
            _latest.Add(bucket);
        }
        else
        {
            _byBucket[_latest[_next]]--;
            _latest[_next] = bucket;
            _next = (_next + 1) % Capacity;
        }

        _byBucket[bucket]++;
        _isStale = true;
    }

    /// <summary>How probable it is that an activation ends within a time.</summary>
    /// <param name="age">How long it has lasted, in seconds.</param>
    /// <param name="seconds">The time, in seconds.</param>
    /// <returns>0 to 1.</returns>
    public double EndsWithin(double age, double seconds)
    {
        var now = Longer(age);

        // One that has outlasted nearly all others goes on for about as long again (Lindy's rule, a Pareto tail).
        return now < 1 ? seconds / (age + seconds) : 1 - (Longer(age + seconds) / now);
    }

    /// <summary>How many activations a slot that is never without one is expected to have ended, from when it took its first.</summary>
    /// <param name="seconds">How far to look, in seconds.</param>
    /// <param name="steps">In how many equal steps.</param>
    /// <returns>For each step from 0 to <paramref name="steps"/>; 0 or more.</returns>
    public double[] Renewals(double seconds, int steps)
    {
        var (ended, renewals) = (new double[steps + 1], new double[steps + 1]);
        for (var step = 1; step <= steps; step++)
        {
            renewals[step] = ended[step] = EndsWithin(0, seconds * step / steps);
            for (var first = 1; first < step; first++)
            {
                renewals[step] += (ended[first] - ended[first - 1]) * renewals[step - first];
            }
        }

        return renewals;
    }

    private double Longer(double seconds)
    {
        if (_isStale)
        {
            _isStale = false;
            for (var bucket = DurationBuckets.Count - 1; bucket >= 0; bucket--)
            {
                _longer[bucket] = _longer[bucket + 1] + _byBucket[bucket];
            }
        }

        var within = DurationBuckets.Of(seconds);
        var from = DurationBuckets.Start(within);
        var share = Math.Clamp((seconds - from) / (DurationBuckets.Start(within + 1) - from), 0, 1);
        return _longer[within] - (share * _byBucket[within]);
    }
}
