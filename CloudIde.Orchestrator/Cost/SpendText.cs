using System.Globalization;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Cost;

/// <summary>What a fleet costs, in words.</summary>
internal static class SpendText
{
    /// <summary>Describes it.</summary>
    /// <param name="spend">What it costs.</param>
    /// <returns>Present rate, the month so far and what it will come to.</returns>
    public static string Of(SpendReport spend) => string.Create(
        CultureInfo.InvariantCulture,
        $"${spend.HourlyUsd:0.00##} an hour, ${spend.MonthUsd:0.00} this month, about ${spend.MonthForecastUsd:0.00} at its end");
}
