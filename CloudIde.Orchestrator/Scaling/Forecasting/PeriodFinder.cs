namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>Finds after how long arrivals repeat, by their autocorrelation.</summary>
internal static class PeriodFinder
{
    /// <summary>Bins of a minute are fine enough to find a period; the search then refines it to a bin.</summary>
    private const int BinsPerMinute = 4;

    /// <summary>A day of minutes: longer periods than half of it are what the calendar experts know.</summary>
    private const int Minutes = 1_440;

    private const int ShortestMinutes = 4;

    private const double Convincing = 0.25;

    private const int Most = 2;

    /// <summary>Looks for periods in the latest day.</summary>
    /// <param name="bins">The arrivals.</param>
    /// <returns>The most convincing periods, in bins.</returns>
    public static IReadOnlyList<int> Find(ArrivalBins bins)
    {
        var minutes = ByMinute(bins);
        var mean = minutes.Length == 0 ? 0 : minutes.Average();
        var variance = minutes.Sum(count => (count - mean) * (count - mean));
        if (minutes.Length < 4 * ShortestMinutes || variance == 0)
        {
            return [];
        }

        // A period must have been seen twice.
        var correlations = new double[minutes.Length / 2];
        for (var lag = ShortestMinutes - 1; lag < correlations.Length; lag++)
        {
            double sum = 0;
            for (var i = lag; i < minutes.Length; i++)
            {
                sum += (minutes[i] - mean) * (minutes[i - lag] - mean);
            }

            correlations[lag] = sum / variance * minutes.Length / (minutes.Length - lag);
        }

        return
        [
            .. Enumerable.Range(ShortestMinutes, Math.Max(0, correlations.Length - ShortestMinutes - 1))
                .Where(lag => correlations[lag] > Convincing
                    && correlations[lag] >= correlations[lag - 1] && correlations[lag] >= correlations[lag + 1])
                .OrderByDescending(lag => correlations[lag] - (lag * 1e-6))
                .Take(Most)
                .Select(lag => Refine(bins, lag * BinsPerMinute)),
        ];
    }

    private static double[] ByMinute(ArrivalBins bins)
    {
        var kept = bins.Kept;
        var count = Math.Min(Minutes, kept.Count / BinsPerMinute);
        var minutes = new double[count];
        var offset = kept.Count - (count * BinsPerMinute);
        for (var i = 0; i < count * BinsPerMinute; i++)
        {
            // The square root keeps one great burst from deciding alone.
            minutes[i / BinsPerMinute] += Math.Max(0, kept[offset + i]);
        }

        return [.. minutes.Select(Math.Sqrt)];
    }

    private static int Refine(ArrivalBins bins, int around)
    {
        var kept = bins.Kept;
        var from = Math.Max(0, kept.Count - (Minutes * BinsPerMinute));
        var (best, bestSum) = (around, -1.0);
        for (var lag = around - BinsPerMinute + 1; lag < around + BinsPerMinute; lag++)
        {
            double sum = 0;
            for (var i = from + lag; i < kept.Count; i++)
            {
                sum += Math.Sqrt(Math.Max(0, (double)kept[i]) * Math.Max(0, kept[i - lag]));
            }

            sum /= Math.Max(1, kept.Count - from - lag);
            if (sum > bestSum)
            {
                (best, bestSum) = (lag, sum);
            }
        }

        return best;
    }
}
