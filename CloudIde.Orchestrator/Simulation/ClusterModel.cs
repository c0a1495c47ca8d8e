namespace CloudIde.Orchestrator.Simulation;

/// <summary>What a simulated cluster is like.</summary>
/// <param name="MessagesPerTask">Slots of a task, 1 or more.</param>
/// <param name="MinTasks">0 or more.</param>
/// <param name="MaxTasks">Not less than the minimum.</param>
/// <param name="ColdStart">How long a task takes to start.</param>
/// <param name="Seed">Draws cold starts, and which worker or task it is where nothing else says so.</param>
internal sealed record ClusterModel(int MessagesPerTask, int MinTasks, int MaxTasks, ColdStart ColdStart, int Seed);
