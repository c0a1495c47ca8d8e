namespace CloudIde.Orchestrator.Probing;

/// <summary>A stage of a probe.</summary>
/// <param name="Name">What had happened at its end.</param>
/// <param name="Seconds">How long it took since the end of the stage before.</param>
internal sealed record ProbeStage(string Name, double Seconds);
