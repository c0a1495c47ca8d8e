namespace CloudIde.Orchestrator.Simulation;

/// <summary>The simulated fleet at one moment.</summary>
/// <param name="Seconds">When.</param>
/// <param name="Waiting">Activations that wait.</param>
/// <param name="Active">Activations that hold a slot.</param>
/// <param name="Tasks">Tasks that are billed.</param>
internal readonly record struct FleetSample(double Seconds, int Waiting, int Active, int Tasks);
