namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>The latest measurements of something, as an empirical distribution.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class RecentSample(int capacity)
{
    private readonly List<double> _values = [];
    private double[]? _sorted;
    private int _next;

    /// <summary>The measurements that are kept.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>Adds a measurement.</summary>
    /// <param name="value">The measurement.</param>
    public void Add(double value)
    {
        _sorted = null;
        if (_values.Count < capacity)
        {
            _values.Add(value);
        }
        else
        {
            _values[_next] = value;
            _next = (_next + 1) % capacity;
        }
    }

    /// <summary>The value that a share of the measurements does not exceed.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="fallback">Returned while there are none.</param>
    /// <returns>The value.</returns>
    public double Quantile(double share, double fallback)
    {
        if (_values.Count == 0)
        {
            return fallback;
        }

        _sorted ??= [.. _values.Order()];
        return _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
    }
}
