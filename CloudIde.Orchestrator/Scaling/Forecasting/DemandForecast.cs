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
    private NetDemand? _need;

    /// <summary>Each expert's weight, and how many it expects to arrive within the horizon and to hold a slot at its end.</summary>
    [JsonIgnore]
    public IReadOnlyList<(double Weight, double Arrivals)> Opinions { get; init; } = [];

    /// <summary>What was saved, without the safety margin, as a share of what this fleet has cost so far.</summary>
    public double SavedShare { get; init; }

    /// <summary>How many of those that wait have waited so shortly that a slot that another gives back may serve them.</summary>
    public int MayWait { get; init; }

    /// <summary>
    /// How many activations, beyond its first, a slot that is started now serves before the slowest starts would: tasks that start
    /// sooner have ended some by then.
    /// </summary>
    public double Turnover { get; init; }

    /// <summary>How many more slots than now suffice at the horizon with a probability.</summary>
    /// <param name="confidence">The probability, 0 to less than 1.</param>
    /// <returns>Slots; less than 0 when more end than arrive.</returns>
    public int SlotsAt(double confidence) => (_need ??= NetDemand.Of(Opinions, ExpectedDepartures)).Quantile(confidence);
}
