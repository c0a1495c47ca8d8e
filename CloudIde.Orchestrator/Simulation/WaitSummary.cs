namespace CloudIde.Orchestrator.Simulation;

/// <summary>How long activations waited from their arrival until a worker took them, in seconds.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">95 of 100 waited no longer.</param>
/// <param name="P99">99 of 100 waited no longer.</param>
/// <param name="Max">The longest wait.</param>
/// <param name="Mean">The average.</param>
internal sealed record WaitSummary(double P50, double P95, double P99, double Max, double Mean)
{
    /// <summary>Summarises, by nearest rank.</summary>
    /// <param name="waits">The waits; they are sorted in place.</param>
    /// <returns>The summary; zeros for no waits.</returns>
    public static WaitSummary Of(double[] waits)
    {
        if (waits.Length == 0)
        {
            return new WaitSummary(0, 0, 0, 0, 0);
        }

        Array.Sort(waits);
        return new WaitSummary(Rank(waits, 0.50), Rank(waits, 0.95), Rank(waits, 0.99), waits[^1], waits.Average());
    }

    private static double Rank(double[] sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
