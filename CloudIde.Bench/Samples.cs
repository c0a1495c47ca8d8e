using System.Globalization;

namespace CloudIde.Bench;

/// <summary>Measured times of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _milliseconds = [];
    private bool _sorted;

    /// <summary>Adds a time.</summary>
    public void Add(TimeSpan time)
    {
        _milliseconds.Add(time.TotalMilliseconds);
        _sorted = false;
    }

    /// <summary>The time that a share of all samples does not exceed.</summary>
    /// <param name="share">0.5 is the median, 1 the largest.</param>
    /// <returns>Milliseconds.</returns>
    public double Percentile(double share)
    {
        if (!_sorted)
        {
            _milliseconds.Sort();
            _sorted = true;
        }

        return _milliseconds[Math.Clamp((int)Math.Ceiling(share * _milliseconds.Count) - 1, 0, _milliseconds.Count - 1)];
    }

    /// <summary>The middle one of some figures.</summary>
    /// <param name="figures">At least one.</param>
    /// <returns>The median; the upper one of two.</returns>
    public static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {Percentile(0.5):0.00} ms, p90 {Percentile(0.9):0.00} ms, p99 {Percentile(0.99):0.00} ms, max {Percentile(1):0.0} ms ({_milliseconds.Count} samples)");
}
