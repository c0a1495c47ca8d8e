using CloudIde.Core.Activations;

namespace CloudIde.Core.Operations;

/// <summary>What the acting orchestrator saw and decided in its latest round. What it could not read is null.</summary>
/// <param name="At">When.</param>
/// <param name="Orchestrator">Which orchestrator acts.</param>
/// <param name="Runtime">Where tasks run: <c>ecs</c> or <c>kubernetes</c>.</param>
/// <param name="Policy">What decides.</param>
/// <param name="Target">How many tasks there should be, or null when the fleet is held as it is.</param>
/// <param name="Reason">Why.</param>
public sealed record FleetReport(
    DateTimeOffset At, string Orchestrator, string Runtime, string Policy, int? Target, string Reason)
{
    /// <summary>The fewest tasks.</summary>
    public int MinTasks { get; init; }

    /// <summary>The most tasks.</summary>
    public int MaxTasks { get; init; }

    /// <summary>The queue's counts, or null.</summary>
    public QueueDepth? Queue { get; init; }

    /// <summary>The tasks, or null.</summary>
    public IReadOnlyList<TaskReport>? Tasks { get; init; }

    /// <summary>What it costs, or null.</summary>
    public SpendReport? Spend { get; init; }
}
