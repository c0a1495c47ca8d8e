namespace CloudIde.Core.Operations;

/// <summary>A worker task with what its worker says about itself, as operators see it.</summary>
/// <param name="TaskId">The task, and the worker.</param>
/// <param name="Status">The runtime's own word, such as <c>PENDING</c>.</param>
/// <param name="State"><c>starting</c>, <c>unregistered</c> (it runs and its worker does not answer), <c>idle</c>, <c>busy</c> or <c>draining</c>.</param>
/// <param name="Slots">How many workspaces its worker takes; 0 while unknown.</param>
/// <param name="UsedSlots">How many workspaces its worker holds; 0 while unknown.</param>
/// <param name="StartedAt">When its worker started, or when the task was created where that is not known; or null.</param>
public sealed record TaskReport(
    string TaskId, string Status, string State, int Slots, int UsedSlots, DateTimeOffset? StartedAt)
{
    /// <summary>What it runs: on ECS <c>family:revision</c>, on Kubernetes the image; or null.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether it runs something else than what new tasks run; it is drained and replaced.</summary>
    public bool Outdated { get; init; }

    /// <summary>Whether it runs on spare capacity, which may be taken back with two minutes' warning.</summary>
    public bool Spot { get; init; }
}
