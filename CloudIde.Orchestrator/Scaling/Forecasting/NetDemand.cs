namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>How arrivals less departures are distributed, where experts of different weight disagree about the arrivals.</summary>
internal sealed class NetDemand
{
    /// <summary>Up to this mean it is worked out exactly; above, the normal distribution is near enough.</summary>
    private const double Exact = 40;

    private readonly IReadOnlyList<(double Weight, double Arrivals)> _opinions;
    private readonly double _departures;

    // The probability of at most so many, from -_offset on; null where it is not worked out exactly.
    private readonly double[]? _atMost;
    private readonly int _offset;

    private NetDemand(IReadOnlyList<(double Weight, double Arrivals)> opinions, double departures)
    {
        (_opinions, _departures) = (opinions, departures);
        var most = departures;
        foreach (var (_, arrivals) in opinions)
        {
            most = Math.Max(most, arrivals);
        }

        if (most > Exact || opinions.Count == 0)
        {
            return;
        }

        var (ends, comes) = (Probabilities(departures), new double[Length(most)]);
        foreach (var (weight, mean) in opinions)
        {
            var probability = weight * Math.Exp(-mean);
            for (var count = 0; count < comes.Length; probability *= mean / ++count)
            {
                comes[count] += probability;
            }
        }

        _offset = ends.Length - 1;
        _atMost = new double[ends.Length + comes.Length - 1];
        for (var end = 0; end < ends.Length; end++)
        {
            for (var count = 0; count < comes.Length; count++)
            {
                _atMost[count - end + _offset] += ends[end] * comes[count];
            }
        }

        for (var i = 1; i < _atMost.Length; i++)
        {
            _atMost[i] += _atMost[i - 1];
        }
    }

    /// <summary>Works it out.</summary>
    /// <param name="opinions">Each expert's weight, all together 1, and how many arrivals it expects.</param>
    /// <param name="departures">How many departures are expected, 0 or more.</param>
    /// <returns>The distribution.</returns>
    public static NetDemand Of(IReadOnlyList<(double Weight, double Arrivals)> opinions, double departures) =>
        new(opinions, departures);

    /// <summary>The least number that is not exceeded with a probability.</summary>
    /// <param name="probability">The probability, 0 to less than 1.</param>
    /// <returns>The number; 0 where nobody has an opinion.</returns>
    public int Quantile(double probability)
    {
        if (_opinions.Count == 0)
        {
            return 0;
        }

        if (_atMost is not null)
        {
            var i = 0;
            while (i < _atMost.Length - 1 && _atMost[i] < probability)
            {
                i++;
            }

            return i - _offset;
        }

        var low = -(int)(2 * _departures) - 1;
        var (step, high) = (1, low + 1);
        while (high < 1_000_000 && AtMost(high) < probability)
        {
            (low, high, step) = (high, high + step, step * 2);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = AtMost(middle) >= probability ? (low, middle) : (middle, high);
        }

        return high;
    }

    private static int Length(double mean) => (int)(mean + (6 * Math.Sqrt(mean)) + 6);

    private static double[] Probabilities(double mean)
    {
        var probabilities = new double[Length(mean)];
        var probability = Math.Exp(-mean);
        for (var count = 0; count < probabilities.Length; probability *= mean / ++count)
        {
            probabilities[count] = probability;
        }

        return probabilities;
    }

    // Skellam's distribution has the mean a - d and the variance a + d.
    private double AtMost(int count)
    {
        double probability = 0;
        foreach (var (weight, arrivals) in _opinions)
        {
            probability += weight * Poisson.Normal((count + 0.5 - arrivals + _departures) / Math.Sqrt(Math.Max(1e-9, arrivals + _departures)));
        }

        return probability;
    }
}
