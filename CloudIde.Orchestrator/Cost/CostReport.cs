using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Cost;

/// <summary>What the fleet costs, and the comparison with flat prices and with the configured ones.</summary>
/// <param name="At">When the acting orchestrator worked out <paramref name="Live"/>, or null.</param>
/// <param name="Live">What the fleet costs, or null where no orchestrator's report can be read.</param>
/// <param name="Month">What each project cost this month, or null where it cannot be read.</param>
/// <param name="FlatTaskHourUsd">The flat price of a task-hour.</param>
/// <param name="Flat">The comparison with it.</param>
/// <param name="TaskHourUsd">The configured price of a task-hour.</param>
/// <param name="Configured">The comparison with the configured prices.</param>
internal sealed record CostReport(
    DateTimeOffset? At, SpendReport? Live, MonthSpend? Month, double FlatTaskHourUsd, SeedComparison Flat, double TaskHourUsd, SeedComparison Configured);
