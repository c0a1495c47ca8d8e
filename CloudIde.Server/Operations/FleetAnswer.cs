using CloudIde.Core.Operations;

namespace CloudIde.Server.Operations;

/// <summary>The fleet as the acting orchestrator last saw it, and the workers as they describe themselves now.</summary>
/// <param name="At">The present.</param>
/// <param name="Orchestrator">Which orchestrator acts, or null when none does.</param>
/// <param name="Current">Whether the latest round is recent: when it is not, it only tells what was last known.</param>
/// <param name="Latest">The latest round, or null when none is known.</param>
/// <param name="Workers">The workers that are registered.</param>
internal sealed record FleetAnswer(
    DateTimeOffset At, string? Orchestrator, bool Current, FleetReport? Latest, IReadOnlyList<WorkerView> Workers);
