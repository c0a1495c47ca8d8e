using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>All that a decision depends on.</summary>
/// <param name="At">When.</param>
/// <param name="Queue">The queue's counts, or null when unknown.</param>
/// <param name="Fleet">The fleet, or null when unknown.</param>
/// <param name="Limits">The bounds and the load a task takes.</param>
internal sealed record ScalingInputs(DateTimeOffset At, QueueDepth? Queue, FleetCounts? Fleet, FleetLimits Limits)
{
    /// <summary>What is expected, or null when nothing is.</summary>
    public DemandForecast? Forecast { get; init; }
}
