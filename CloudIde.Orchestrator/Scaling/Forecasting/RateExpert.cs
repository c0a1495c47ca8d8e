namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>One opinion about how many activations arrive in the bins to come. How much it counts follows from how well it did.</summary>
internal abstract class RateExpert
{
    /// <summary>How many bins are looked ahead: longer than a slow cold start.</summary>
    public const int Ahead = 24;

    /// <summary>How much its opinion counts, 0 to 1; all together 1.</summary>
    public double Weight { get; set; }

    /// <summary>What it expects of the coming bins, from the incomplete one on.</summary>
    public double[] Expected { get; } = new double[Ahead];

    /// <summary>Whether it has an opinion yet.</summary>
    public bool HasOpinion { get; protected set; }

    /// <summary>Whether it has one about the very next bin, by which it is scored.</summary>
    public bool KnowsNext { get; protected set; }

    /// <summary>What names it in the kept state.</summary>
    public abstract string Name { get; }

    /// <summary>Takes in that a bin is complete, and expects anew.</summary>
    /// <param name="bins">All bins, the complete one being the last.</param>
    /// <param name="count">The arrivals of the complete bin.</param>
    public abstract void Completed(ArrivalBins bins, int count);
}
