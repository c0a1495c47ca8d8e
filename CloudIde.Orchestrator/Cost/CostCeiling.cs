using System.Globalization;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;

namespace CloudIde.Orchestrator.Cost;

/// <summary>What the fleet may cost. It bounds every policy's decision and says so; nothing that works is stopped for it.</summary>
/// <param name="HourlyUsd"><c>ORCHESTRATOR_HOURLY_CEILING_USD</c>: what the fleet may cost in an hour, or null.</param>
/// <param name="MonthlyUsd"><c>ORCHESTRATOR_MONTHLY_CEILING_USD</c>: what it may cost in a month, or null.</param>
public sealed record CostCeiling(double? HourlyUsd, double? MonthlyUsd)
{
    /// <summary>What is left of the month must last for so long, or until its end if that is sooner: busy days may cost more than quiet ones.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromHours(24);

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The ceiling.</returns>
    public static CostCeiling Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new CostCeiling(
            Amount.Read(reader, "ORCHESTRATOR_HOURLY_CEILING_USD", 0, 1e6), Amount.Read(reader, "ORCHESTRATOR_MONTHLY_CEILING_USD", 0, 1e9));
    }

    /// <summary>Bounds a decision.</summary>
    /// <param name="decision">What a policy decided.</param>
    /// <param name="month">What ran this month.</param>
    /// <param name="prices">What a task costs.</param>
    /// <returns>The decision, with its target and reason changed where the ceiling is lower.</returns>
    internal ScalingDecision Apply(ScalingDecision decision, MonthMeter month, Prices prices)
    {
        if (decision.Target is not { } target)
        {
            return decision;
        }

        if (HourlyUsd is { } hourly && target * prices.TaskHourUsd > hourly)
        {
            target = (int)(hourly / prices.TaskHourUsd);
            decision = Lowered(decision, target, $"the ceiling of ${hourly:0.##} an hour allows {target}.");
        }

        if (MonthlyUsd is { } monthly)
        {
            var spent = month.TaskSeconds / 3600 * prices.TaskHourUsd;
            var hours = Math.Max(1.0 / 60, Math.Min(Reach.TotalHours, month.Left.TotalHours));
            var allowed = (int)(Math.Max(0, monthly - spent) / hours / prices.TaskHourUsd);
            if (target > allowed)
            {
                decision = Lowered(
                    decision, allowed, $"${spent:0.00} of the ceiling of ${monthly:0.##} a month is spent, which allows {allowed}.");
            }
        }

        return decision;
    }

    private static ScalingDecision Lowered(ScalingDecision decision, int target, FormattableString why) => decision with
    {
        Target = target,
        Reason = $"{decision.Reason} {char.ToUpperInvariant(why.Format[0])}{why.ToString(CultureInfo.InvariantCulture)[1..]}",
    };
}
