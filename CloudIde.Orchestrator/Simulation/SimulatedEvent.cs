namespace CloudIde.Orchestrator.Simulation;

/// <summary>Something that happens in a simulated cluster.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, in seconds.</param>
/// <param name="Activation">To which activation, or null.</param>
/// <param name="Attempt">In which of its attempts.</param>
/// <param name="Task">To which task, or null.</param>
internal readonly record struct SimulatedEvent(
    EventKind Kind, double At, SimulatedActivation? Activation, int Attempt, SimulatedTask? Task);
