namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>Expects what came one period ago, and two, and so on, the older the less.</summary>
/// <param name="period">The period, in bins.</param>
internal sealed class SeasonalExpert(int period) : RateExpert
{
    /// <summary>Twelve hours of an hourly period. Bins are kept for two weeks, so of a weekly one there are fewer.</summary>
    private const int Periods = 12;

    private const double Fade = 0.85;

    /// <summary>The period, in bins.</summary>
    public int Period => period;

    /// <inheritdoc/>
    public override string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"period:{period}");

    /// <inheritdoc/>
    public override void Completed(ArrivalBins bins, int count)
    {
        // It may know what comes in a minute before it knows what comes now: the first period begins when somebody looked.
        HasOpinion = KnowsNext = false;
        for (var ahead = 0; ahead < Ahead; ahead++)
        {
            var expected = Expect(bins, bins.Next + ahead);
            Expected[ahead] = Math.Max(0, expected);
            HasOpinion |= expected >= 0;
            KnowsNext |= ahead == 0 && expected >= 0;
        }
    }

    private double Expect(ArrivalBins bins, long bin)
    {
        double arrivals = 0, weights = 0, weight = 1;
        for (var k = 1; k <= Periods; k++, weight *= Fade)
        {
            var then = bin - ((long)k * period);
            if (!bins.TryGet(then, out var count))
            {
                break;
            }

            // People are not on time to the second.
            var before = bins.TryGet(then - 1, out var b) ? b : count;
            var after = bins.TryGet(then + 1, out var a) ? a : count;
            arrivals += weight * ((before / 4.0) + (count / 2.0) + (after / 4.0));
            weights += weight;
        }

        return weights == 0 ? -1 : (arrivals + 0.001) / weights;
    }
}
