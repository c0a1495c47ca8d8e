using System.Globalization;
using CloudIde.Orchestrator.Scaling.Forecasting;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Keeps as many slots free as are likely to be needed within one cold start: the load, and a quantile of what the forecast
/// expects to arrive less what it expects to end. How cautious the quantile is follows from what this fleet has saved
/// (a newsvendor whose price of waiting is set by what can be afforded).
/// </summary>
internal sealed class PredictivePolicy : IScalingPolicy
{
    /// <summary>However much was saved, no more than this: the last per cent costs the most and is felt the least.</summary>
    private const double MostConfidence = 0.99;

    /// <summary>Without savings a task is started ahead when it is needed with one chance in three: it costs about what it spares.</summary>
    private const double Even = 0.65;

    /// <summary>A fleet that is dearer than its rivals starts ahead only what is all but certainly needed.</summary>
    private const double Least = 0.1;

    /// <summary>How fast it comes to that: at 1.4 % dearer.</summary>
    private const double Thrift = 40;

    /// <summary>Whoever waits has no task started when a slot comes free in time with this probability, however dear the fleet is.</summary>
    private const double Likely = 0.85;

    /// <summary>
    /// A task that is there is kept against odds so many times worse than those at which one is started: another would be billed
    /// for its start again, and whoever comes meanwhile would wait.
    /// </summary>
    private const double Keep = 4;

    /// <summary>A reserve that is too dear is tried with so much more doubt, each time.</summary>
    private const double Doubt = 1.6;

    /// <summary>The most is spent from such a share of the cost saved on. What is kept with less is there for a burst that costs more here than there.</summary>
    private const double Rich = 0.06;

    /// <summary>A reserve must be affordable for this long: a start, and as long as the last of its work may keep a task.</summary>
    private const double ReserveSeconds = 300;

    public string Name => "predictive";

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        if (inputs.Queue is not { } queue || inputs.Fleet is not { } fleet || inputs.Forecast is not { } forecast)
        {
            return ScalingDecision.Hold(Name, inputs);
        }

        var limits = inputs.Limits;
        var (reserve, confidence) = Reserve(forecast, limits.MessagesPerTask);

        // What is expected to come free serves those who wait, as far as that is likely and they have not waited for long.
        var likely = Math.Min(0, forecast.SlotsAt(Likely));
        reserve = Math.Max(Math.Max(reserve, likely), -forecast.MayWait);
        var need = Need(queue.Total + reserve, fleet, forecast, limits.MessagesPerTask);
        var kept = Tasks(queue.Total + Math.Max(0, forecast.SlotsAt(WorseOdds(confidence))), limits.MessagesPerTask);
        var wanted = Math.Max(need, Math.Min(kept, fleet.Supply));
        var target = Math.Clamp(wanted, limits.MinTasks, limits.MaxTasks);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{queue.Total} activations and {reserve} expected within {forecast.HorizonSeconds:0} s ({confidence:P0} sure) "
            + $"at {limits.MessagesPerTask} a task need {need}{(wanted > need ? $", and {wanted} are kept" : "")}{Bound(wanted, target)}");

        // What is likely needed soon is in the target already, so what is over can go at once.
        return new ScalingDecision(Name, target, reason, inputs) { ScaleInAfter = TimeSpan.Zero };
    }

    // Of those that wait, tasks that are on their way serve more than they have slots where activations are short.
    private static int Need(int slots, FleetCounts fleet, DemandForecast forecast, int slotsPerTask)
    {
        var most = Tasks(slots, slotsPerTask);
        if (forecast.Turnover <= 0 || fleet.Supply >= most)
        {
            return most;
        }

        // Tasks that are started now and those that start already serve alike; no more are served again than may wait.
        var missing = slots - ((long)slotsPerTask * fleet.Ready);
        var started = Math.Max(missing / (slotsPerTask * (1 + forecast.Turnover)), (double)(missing - forecast.MayWait) / slotsPerTask);
        return Math.Clamp(fleet.Ready + (int)Math.Ceiling(started), fleet.Supply, most);
    }

    private static double WorseOdds(double confidence) => confidence * Keep / (1 - confidence + (confidence * Keep));

    private static int Tasks(int slots, int slotsPerTask) => SeedPolicy.Desired(slots, slotsPerTask, 0, int.MaxValue);

    // As cautious as can be paid for, and never less than what pays for itself.
    private static (int Slots, double Confidence) Reserve(DemandForecast forecast, int slotsPerTask)
    {
        var affordable = forecast.SavedTaskSeconds / ReserveSeconds * slotsPerTask;
        var doubts = (1 - MostConfidence) / (1 - Even);
        for (var doubt = (1 - Even) * Math.Pow(doubts, Math.Clamp(forecast.SavedShare / Rich, 0, 1)); doubt <= 1 - Even; doubt *= Doubt)
        {
            var slots = forecast.SlotsAt(1 - doubt);
            if (slots <= affordable)
            {
                return (slots, 1 - doubt);
            }
        }

        var confidence = Math.Clamp(Even + (Math.Min(0, forecast.SavedShare) * Thrift), Least, Even);
        return (forecast.SlotsAt(confidence), confidence);
    }

    private static string Bound(int need, int target) =>
        need < target ? $"; the minimum is {target}." : need > target ? $"; the maximum is {target}." : ".";
}
