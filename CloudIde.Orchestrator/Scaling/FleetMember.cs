namespace CloudIde.Orchestrator.Scaling;

/// <summary>A task together with its worker's registration. A value, since a large fleet has tens of thousands each round.</summary>
/// <param name="TaskId">The task, and the worker.</param>
/// <param name="State">What it is to the fleet.</param>
/// <param name="InState">For how long this orchestrator has seen it so.</param>
/// <param name="Slots">How many workspaces its worker takes; 0 while unknown.</param>
/// <param name="UsedSlots">How many workspaces its worker holds.</param>
/// <param name="StartedAt">When its worker started, or null.</param>
internal readonly record struct FleetMember(
    string TaskId, MemberState State, TimeSpan InState, int Slots, int UsedSlots, DateTimeOffset? StartedAt)
{
    /// <summary>Whether a lost worker was draining before: then it has most likely ended in good order and its task follows.</summary>
    public bool WasDraining { get; init; }

    /// <summary>Whether it runs something else than what new tasks run: it is drained when there is a replacement.</summary>
    public bool Outdated { get; init; }

    /// <summary>For how long this orchestrator knows it: since its start, if it was started here.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>
    /// Whether the latest list names it. One that was listed a moment ago counts a little longer: lists are copies, and a
    /// later answer may come from an older one.
    /// </summary>
    public bool IsListed { get; init; } = true;

    /// <summary>Whether its worker takes work and holds none.</summary>
    public bool IsIdle => State is MemberState.Ready && UsedSlots == 0 && IsListed;
}
