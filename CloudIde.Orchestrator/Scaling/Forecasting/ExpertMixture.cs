namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>
/// Weighs experts by how probable they made what then happened, and keeps a small share for each, so that one that was
/// wrong for a while comes back within a few bins (prediction with expert advice, "fixed share").
/// </summary>
internal sealed class ExpertMixture
{
    /// <summary>Arrivals are more irregular than Poisson's, so a surprise counts a third.</summary>
    private const double Trust = 0.3;

    /// <summary>
    /// What each keeps for a while. So little that an hourly burst that did not come again is not expected again an hour later.
    /// </summary>
    private const double Share = 1e-4;

    /// <summary>A newly found period begins with this much.</summary>
    private const double Newcomer = 0.1;

    private const int MostPeriods = 6;

    private readonly List<RateExpert> _experts =
    [
        new MovingAverageExpert(60), new MovingAverageExpert(300), new MovingAverageExpert(1_800), new MovingAverageExpert(10_800),

        // Calendars are no discovery: lessons start on the hour or half past, days and weeks repeat. What a fleet's own rhythm is beyond
        // that is found in its history.
        new SeasonalExpert(120), new SeasonalExpert(240), new SeasonalExpert(5_760), new SeasonalExpert(40_320),
    ];

    private readonly int _calendars;

    public ExpertMixture()
    {
        _calendars = _experts.Count;
        foreach (var expert in _experts)
        {
            expert.Weight = 1.0 / _experts.Count;
        }
    }

    /// <summary>The experts.</summary>
    public IReadOnlyList<RateExpert> Experts => _experts;

    /// <summary>How much an expectation counts after what was seen.</summary>
    /// <param name="expected">What was expected.</param>
    /// <param name="count">What was seen.</param>
    /// <returns>More than 0, at most 1.</returns>
    public static double Likelihood(double expected, int count) =>
        Math.Exp(Math.Max(-60, Trust * Poisson.LogProbability(count, Math.Max(expected, 1e-4))));

    /// <summary>Scores the experts by a bin that is complete, and lets them expect anew.</summary>
    /// <param name="bins">All bins, the complete one being the last.</param>
    /// <param name="count">The arrivals of the complete bin.</param>
    public void Completed(ArrivalBins bins, int count)
    {
        double known = 0, likelihood = 0;
        foreach (var expert in _experts.Where(expert => expert.KnowsNext))
        {
            known += expert.Weight;
            likelihood += expert.Weight * Likelihood(expert.Expected[0], count);
        }

        if (known > 0)
        {
            // One without an opinion is neither right nor wrong: it is scored as the others are on average.
            var average = likelihood / known;
            foreach (var expert in _experts)
            {
                expert.Weight *= expert.KnowsNext ? Likelihood(expert.Expected[0], count) / average : 1;
            }
        }

        Normalise();
        foreach (var expert in _experts)
        {
            expert.Completed(bins, count);
        }
    }

    /// <summary>Takes in a period that was found. The least useful one gives way when there are many.</summary>
    /// <param name="period">The period, in bins.</param>
    /// <param name="bins">All bins.</param>
    public void Propose(int period, ArrivalBins bins)
    {
        // A bin more or less is the same period, seen with noise.
        if (_experts.OfType<SeasonalExpert>().Any(expert => Math.Abs(expert.Period - period) <= 1))
        {
            return;
        }

        if (_experts.Count >= _calendars + MostPeriods)
        {
            _experts.Remove(_experts.Skip(_calendars).MinBy(expert => expert.Weight)!);
        }

        var added = new SeasonalExpert(period) { Weight = Newcomer };
        added.Completed(bins, 0);
        _experts.Add(added);
        Normalise();
    }

    /// <summary>Restores weights, and the periods that had been found.</summary>
    /// <param name="weights">The weights by name.</param>
    /// <param name="bins">All bins.</param>
    public void Restore(IReadOnlyDictionary<string, double> weights, ArrivalBins bins)
    {
        foreach (var name in weights.Keys.Where(name => name.StartsWith("period:", StringComparison.Ordinal)))
        {
            Propose(int.Parse(name.AsSpan("period:".Length), System.Globalization.CultureInfo.InvariantCulture), bins);
        }

        foreach (var expert in _experts)
        {
            expert.Weight = weights.GetValueOrDefault(expert.Name, Share);
        }

        Normalise();
    }

    private void Normalise()
    {
        var sum = _experts.Sum(expert => expert.Weight);
        foreach (var expert in _experts)
        {
            expert.Weight = ((1 - Share) * (expert.Weight / sum)) + (Share / _experts.Count);
        }
    }
}
