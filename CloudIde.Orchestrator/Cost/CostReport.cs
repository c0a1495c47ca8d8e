namespace CloudIde.Orchestrator.Cost;

/// <summary>The comparison with flat prices and with the configured ones.</summary>
/// <param name="FlatTaskHourUsd">The flat price of a task-hour.</param>
/// <param name="Flat">The comparison with it.</param>
/// <param name="TaskHourUsd">The configured price of a task-hour.</param>
/// <param name="Configured">The comparison with the configured prices.</param>
internal sealed record CostReport(double FlatTaskHourUsd, SeedComparison Flat, double TaskHourUsd, SeedComparison Configured);
