namespace CloudIde.Orchestrator.Cost;

/// <summary>What a fleet costs.</summary>
/// <param name="Prices">The prices.</param>
internal sealed record CostModel(Prices Prices)
{
    /// <summary>Fargate bills by the second, and so many at least.</summary>
    public const double MinBilledSeconds = 60;

    /// <summary>What one task has cost.</summary>
    /// <param name="ran">How long it has run, from the start of its image's download.</param>
    /// <param name="spot">Whether it ran on Spot.</param>
    /// <returns>USD.</returns>
    public double Task(TimeSpan ran, bool spot = false) =>
        Math.Max(MinBilledSeconds, Math.Ceiling(ran.TotalSeconds)) / 3600 * (spot ? Prices.SpotTaskHourUsd : Prices.TaskHourUsd);

    /// <summary>What a fleet costs an hour as it is.</summary>
    /// <param name="tasks">Its tasks.</param>
    /// <param name="spotTasks">Those of them that run on Spot.</param>
    /// <returns>USD an hour.</returns>
    public double Hourly(int tasks, int spotTasks = 0) =>
        ((tasks - spotTasks) * Prices.TaskHourUsd) + (spotTasks * Prices.SpotTaskHourUsd);
}
