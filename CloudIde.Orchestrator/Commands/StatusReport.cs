using CloudIde.Core.Activations;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Commands;

/// <summary>How CloudIDE is, at one moment. What could not be read is null, and a problem says why.</summary>
/// <param name="At">When.</param>
/// <param name="Orchestrator">Which orchestrator acts, or null.</param>
/// <param name="Queue">The queue's counts.</param>
/// <param name="Tasks">The tasks.</param>
/// <param name="Latest">What the orchestrator saw and decided in its latest round.</param>
/// <param name="Problems">What is not as it should be, a sentence each.</param>
internal sealed record StatusReport(
    DateTimeOffset At,
    string? Orchestrator,
    QueueDepth? Queue,
    IReadOnlyList<TaskReport>? Tasks,
    FleetReport? Latest,
    IReadOnlyList<string> Problems);
