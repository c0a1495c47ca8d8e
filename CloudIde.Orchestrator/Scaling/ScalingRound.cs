namespace CloudIde.Orchestrator.Scaling;

/// <summary>What one observation leads to.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Plan">What to do about it.</param>
/// <param name="Waits">For how long launches still wait after one that failed.</param>
internal sealed record ScalingRound(ScalingDecision Decision, FleetPlan Plan, TimeSpan Waits);
