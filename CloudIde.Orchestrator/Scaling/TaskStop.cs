namespace CloudIde.Orchestrator.Scaling;

/// <summary>A task to stop.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Reason">Why, as ECS will show it.</param>
/// <param name="WasRegistered">Whether its worker was registered: if not, one that is by now is spared.</param>
internal sealed record TaskStop(string TaskId, string Reason, bool WasRegistered);
