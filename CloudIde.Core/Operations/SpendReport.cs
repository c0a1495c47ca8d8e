namespace CloudIde.Core.Operations;

/// <summary>What the fleet costs, by the configured prices.</summary>
/// <param name="TaskHourUsd">USD for an hour of one task.</param>
/// <param name="HourlyUsd">What the fleet costs an hour as it is, Spot tasks at their lower price.</param>
/// <param name="MonthUsd">What ran this month so far, all of it at the ordinary price.</param>
/// <param name="MonthForecastUsd">What the month will have cost if it goes on at the average so far.</param>
/// <param name="HourlyCeilingUsd">What the fleet may cost in an hour, or null.</param>
/// <param name="MonthlyCeilingUsd">What the fleet may cost in a month, or null.</param>
public sealed record SpendReport(
    double TaskHourUsd,
    double HourlyUsd,
    double MonthUsd,
    double MonthForecastUsd,
    double? HourlyCeilingUsd,
    double? MonthlyCeilingUsd);
