namespace CloudIde.Orchestrator.Settings;

/// <summary>How many tasks there may be, and how much work one takes.</summary>
/// <param name="MinTasks"><c>ECS_MIN_TASKS</c>: kept even without work, 0 or more.</param>
/// <param name="MaxTasks"><c>ECS_MAX_TASKS</c>: never exceeded, 1 or more.</param>
/// <param name="MessagesPerTask"><c>ECS_MESSAGES_PER_TASK</c>: activations, that is slots, of one task, 1 or more.</param>
public sealed record FleetLimits(int MinTasks, int MaxTasks, int MessagesPerTask);
