namespace CloudIde.Orchestrator.Simulation;

/// <summary>How long a task takes from RunTask until its worker takes work: evenly distributed, or as it was measured.</summary>
/// <param name="MinSeconds">The shortest, 0 or more.</param>
/// <param name="MaxSeconds">The longest, not less than the shortest.</param>
internal readonly record struct ColdStart(double MinSeconds, double MaxSeconds)
{
    /// <summary>What Fargate takes with an image of ordinary size: 30 to 60 s.</summary>
    public static ColdStart Fargate { get; } = new(30, 60);

    /// <summary>What was measured, in seconds, in the order of the launches, which take as long again. Null for what is evenly distributed.</summary>
    public IReadOnlyList<double>? Measured { get; private init; }

    /// <summary>Launches of one period are numbered, and their number decides the draw.</summary>
    public const double PeriodSeconds = 300;

    /// <summary>Starts as they were measured.</summary>
    /// <param name="seconds">How long they took, one or more, in the order of the launches.</param>
    /// <returns>The starts.</returns>
    public static ColdStart Replay(IReadOnlyList<double> seconds) => new(seconds.Min(), seconds.Max()) { Measured = seconds };

    /// <summary>
    /// Draws for a launch. Two policies that launch as much in the same few minutes get the same draws, so that they differ
    /// by what they decide and not by luck (common random numbers).
    /// </summary>
    /// <param name="seed">The simulation's seed.</param>
    /// <param name="period">The period of the launch.</param>
    /// <param name="ordinal">The launch's number within that period.</param>
    /// <returns>Seconds.</returns>
    public double Draw(int seed, long period, int ordinal)
    {
        if (Measured is { } measured)
        {
            return measured[ordinal % measured.Count];
        }

        // SplitMix64's finaliser: evenly distributed without a state that the order of calls would change.
        var bits = ((ulong)(uint)seed << 40) ^ ((ulong)period * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)ordinal * 0xD1B54A32D192ED03);
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        return MinSeconds + ((MaxSeconds - MinSeconds) * ((bits >> 11) * (1.0 / (1UL << 53))));
    }
}
