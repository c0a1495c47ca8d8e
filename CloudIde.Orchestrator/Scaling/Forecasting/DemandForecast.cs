using System.Text.Json.Serialization;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>What is expected within one cold start from now, and what may be spent on being ready for it.</summary>
/// <param name="HorizonSeconds">How long a task takes until it serves, from measured starts.</param>
/// <param name="ExpectedArrivals">How many activations are expected to arrive within it.</param>
/// <param name="ExpectedDepartures">How many are expected to end within it.</param>
/// <param name="MeanDurationSeconds">How long an activation holds its slot, on average.</param>
/// <param name="SavedTaskSeconds">How much less this fleet has cost so far than what it is measured against, after a safety margin; may be negative.</param>
internal sealed record DemandForecast(
    double HorizonSeconds,
    double ExpectedArrivals,
    double ExpectedDepartures,
    double MeanDurationSeconds,
    double SavedTaskSeconds)
{
    /// <summary>Each expert's weight and expectation.</summary>
    [JsonIgnore]
    public IReadOnlyList<(double Weight, double Arrivals)> Opinions { get; init; } = [];

    /// <summary>How many more slots than now suffice at the horizon with a probability.</summary>
    /// <param name="confidence">The probability, 0 to less than 1.</param>
    /// <returns>Slots, 0 or more.</returns>
    public int SlotsAt(double confidence)
    {
        if (Opinions.Count == 0 || AtMost(0) >= confidence)
        {
            return 0;
        }

        var (low, high) = (0, 1);
        while (high < 1_000_000 && AtMost(high) < confidence)
        {
            (low, high) = (high, high * 2);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = AtMost(middle) >= confidence ? (low, middle) : (middle, high);
        }

        return high;
    }

    // Arrivals less departures have the mean a - d and the variance a + d (Skellam's distribution): a Poisson distribution
    // of mean a + d, moved by 2d, has both.
    private double AtMost(int slots)
    {
        double probability = 0;
        foreach (var (weight, arrivals) in Opinions)
        {
            probability += weight * Poisson.AtMost(slots + (2 * ExpectedDepartures), arrivals + ExpectedDepartures);
        }

        return probability;
    }
}
