using System.Globalization;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Keeps as many slots free as are likely to be needed within one cold start: the load, and a quantile of what the forecast
/// expects to arrive less what it expects to end. How cautious the quantile is follows from what this fleet has saved
/// (a newsvendor whose price of waiting is set by what can be afforded).
/// </summary>
internal sealed class PredictivePolicy : IScalingPolicy
{
    /// <summary>With nothing saved, a slot is kept free when it is more likely needed than not.</summary>
    private const double LeastConfidence = 0.55;

    /// <summary>However much was saved, no more than this: the last per cents cost the most and are felt the least.</summary>
    private const double MostConfidence = 0.985;

    /// <summary>What was saved is spent over about this long.</summary>
    private const double SpendingSeconds = 900;

    public string Name => "predictive";

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        if (inputs.Queue is not { } queue || inputs.Fleet is not { } fleet || inputs.Forecast is not { } forecast)
        {
            return new ScalingDecision(
                Name, null, inputs.Queue is null ? "The queue's depth is unknown." : "The fleet is unknown.", inputs);
        }

        var limits = inputs.Limits;
        var confidence = Confidence(forecast.SavedTaskSeconds, Math.Max(1, fleet.Total));
        var reserve = forecast.SavedTaskSeconds > 0 ? forecast.SlotsAt(confidence) : 0;
        var need = SeedPolicy.Desired(queue.Total + reserve, limits.MessagesPerTask, 0, int.MaxValue);
        var target = Math.Clamp(need, limits.MinTasks, limits.MaxTasks);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{queue.Total} activations and {reserve} expected within {forecast.HorizonSeconds:0} s ({confidence:P0} sure) "
            + $"at {limits.MessagesPerTask} a task need {need}{Bound(need, target)}");

        // What is likely needed soon is in the target already, so what is over can go at once.
        return new ScalingDecision(Name, target, reason, inputs) { ScaleInAfter = TimeSpan.Zero };
    }

    private static double Confidence(double saved, int tasks)
    {
        var share = Math.Clamp(saved / (tasks * SpendingSeconds), 0, 1);
        return 1 - ((1 - LeastConfidence) * Math.Pow((1 - MostConfidence) / (1 - LeastConfidence), share));
    }

    private static string Bound(int need, int target) =>
        need < target ? $"; the minimum is {target}." : need > target ? $"; the maximum is {target}." : ".";
}
