namespace CloudIde.Core.Operations;

/// <summary>What a project cost in a month.</summary>
/// <param name="ProjectId">The project, or null for what no project used.</param>
/// <param name="MonthUsd">What it cost so far, in USD.</param>
/// <param name="MonthForecastUsd">What it will have cost if it goes on at the average so far.</param>
public sealed record ProjectSpend(string? ProjectId, double MonthUsd, double MonthForecastUsd);
