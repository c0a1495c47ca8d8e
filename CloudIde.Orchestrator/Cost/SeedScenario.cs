namespace CloudIde.Orchestrator.Cost;

/// <summary>A line of the comparison that CloudIDE started with.</summary>
/// <param name="Name">What kind of use.</param>
/// <param name="MinTasks">The fewest tasks.</param>
/// <param name="MaxTasks">The most tasks, which are the ones that are counted.</param>
/// <param name="HoursPerDay">How many hours a day.</param>
/// <param name="DailyUsd">USD a day.</param>
/// <param name="MonthlyUsd">USD a month of 30 days.</param>
internal sealed record SeedScenario(
    string Name, int MinTasks, int MaxTasks, int HoursPerDay, double DailyUsd, double MonthlyUsd)
{
    /// <summary>The tasks as the comparison names them.</summary>
    public string Tasks => MinTasks == MaxTasks ? $"{MaxTasks}" : $"{MinTasks}-{MaxTasks}";
}
