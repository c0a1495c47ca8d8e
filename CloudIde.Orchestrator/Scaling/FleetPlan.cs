namespace CloudIde.Orchestrator.Scaling;

/// <summary>What to do to the fleet. Empty for a hold.</summary>
/// <param name="Launch">How many tasks to start.</param>
/// <param name="Drain">The workers to ask to drain; they hold no workspace, unless they run an outdated revision.</param>
/// <param name="Stop">The tasks to stop.</param>
internal sealed record FleetPlan(int Launch, IReadOnlyList<string> Drain, IReadOnlyList<TaskStop> Stop)
{
    /// <summary>How many more tasks the maximum allows, <see cref="Launch"/> included.</summary>
    public int Room { get; init; }

    /// <summary>Nothing to do.</summary>
    public static FleetPlan Nothing { get; } = new(0, [], []);

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Launch == 0 && Drain.Count == 0 && Stop.Count == 0;
}
