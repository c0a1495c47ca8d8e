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
    /// <summary>However much was saved, no more than this: the last per cents cost the most and are felt the least.</summary>
    private const double MostConfidence = 0.985;

    /// <summary>With nothing saved, only what is all but certainly needed is started ahead: it is paid for in a moment anyway.</summary>
    private const double Certain = 0.1;

    /// <summary>With little saved, a slot is kept free only when it is more likely needed than not.</summary>
    private const double LeastConfidence = 0.5;

    /// <summary>A reserve that is too dear is tried with so much more doubt, each time.</summary>
    private const double Doubt = 1.6;

    /// <summary>A reserve must be affordable for this long: a cold start, and the minute that Fargate bills at least.</summary>
    private const double ReserveSeconds = 120;

    public string Name => "predictive";

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        if (inputs.Queue is not { } queue || inputs.Fleet is not { } fleet || inputs.Forecast is not { } forecast)
        {
            return ScalingDecision.Hold(Name, inputs);
        }

        var limits = inputs.Limits;
        var (reserve, confidence) = Reserve(forecast, limits.MessagesPerTask);
        var need = SeedPolicy.Desired(queue.Total + reserve, limits.MessagesPerTask, 0, int.MaxValue);
        var target = Math.Clamp(need, limits.MinTasks, limits.MaxTasks);
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{queue.Total} activations and {reserve} expected within {forecast.HorizonSeconds:0} s ({confidence:P0} sure) "
            + $"at {limits.MessagesPerTask} a task need {need}{Bound(need, target)}");

        // What is likely needed soon is in the target already, so what is over can go at once.
        return new ScalingDecision(Name, target, reason, inputs) { ScaleInAfter = TimeSpan.Zero };
    }

    // As cautious as can be paid for.
    private static (int Slots, double Confidence) Reserve(DemandForecast forecast, int slotsPerTask)
    {
        var affordable = forecast.SavedTaskSeconds / ReserveSeconds * slotsPerTask;
        for (var doubt = 1 - MostConfidence; doubt <= 1 - LeastConfidence; doubt *= Doubt)
        {
            var slots = forecast.SlotsAt(1 - doubt);
            if (slots <= affordable)
            {
                return (slots, 1 - doubt);
            }
        }

        var certain = forecast.SlotsAt(Certain);
        return affordable > certain
            ? ((int)Math.Min(affordable, forecast.SlotsAt(LeastConfidence)), LeastConfidence)
            : (certain, Certain);
    }

    private static string Bound(int need, int target) =>
        need < target ? $"; the minimum is {target}." : need > target ? $"; the maximum is {target}." : ".";
}
