namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>Expects that it goes on as it was lately.</summary>
/// <param name="seconds">How far back "lately" reaches: an event this old counts a third.</param>
internal sealed class MovingAverageExpert(double seconds) : RateExpert
{
    private readonly double _fade = Math.Exp(-ArrivalBins.Seconds / seconds);
    private double _arrivals;
    private double _bins;

    /// <inheritdoc/>
    public override string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"average:{seconds}");

    /// <inheritdoc/>
    public override void Completed(ArrivalBins bins, int count)
    {
        _arrivals = (_arrivals * _fade) + count;
        _bins = (_bins * _fade) + 1;
        HasOpinion = KnowsNext = true;

        // Nothing seen is not a rate of zero: a small prior keeps the logarithm of the score finite.
        Array.Fill(Expected, (_arrivals + 0.002) / (_bins + 1));
    }
}
