namespace CloudIde.Bench.Scaling.Live;

/// <summary>What was decided, and what ran.</summary>
/// <param name="Targets">The decided numbers of tasks.</param>
/// <param name="Tasks">The numbers of tasks that were starting or running.</param>
internal sealed record FleetCurves(StepCurve Targets, StepCurve Tasks);
