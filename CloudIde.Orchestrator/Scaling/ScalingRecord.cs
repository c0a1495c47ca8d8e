namespace CloudIde.Orchestrator.Scaling;

/// <summary>A decision with what was done about it, as operators see it.</summary>
/// <param name="Decision">The decision and its inputs.</param>
/// <param name="Plan">What was to be done.</param>
/// <param name="Applied">What was done.</param>
/// <param name="BackOffSeconds">For how many more seconds launches wait, 0 when they do not.</param>
internal sealed record ScalingRecord(ScalingDecision Decision, FleetPlan Plan, AppliedPlan Applied, double BackOffSeconds);
