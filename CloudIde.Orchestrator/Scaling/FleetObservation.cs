using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>What was seen at one moment. What could not be read is null: unknown, never zero or empty.</summary>
/// <param name="At">When, for people.</param>
/// <param name="Clock">When, on a clock that never jumps; durations are measured with it.</param>
/// <param name="Queue">The queue's counts.</param>
/// <param name="Tasks">The tasks that are starting or running.</param>
/// <param name="Workers">The workers that are registered.</param>
internal sealed record FleetObservation(
    DateTimeOffset At,
    TimeSpan Clock,
    QueueDepth? Queue,
    IReadOnlyList<FleetTask>? Tasks,
    IReadOnlyList<WorkerRegistration>? Workers)
{
    /// <summary>How many activations were ever sent and have ended, or null when unknown.</summary>
    public ActivationTotals? Activations { get; init; }
}
