namespace CloudIde.Orchestrator.Scaling;

/// <summary>How many tasks there should be, and why.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Target">The number of tasks, or null to hold the fleet as it is.</param>
/// <param name="Reason">Why, in words that an operator understands.</param>
/// <param name="Inputs">What it was decided on.</param>
internal sealed record ScalingDecision(string Policy, int? Target, string Reason, ScalingInputs Inputs)
{
    /// <summary>For how long fewer tasks must have been enough before one is drained, or null for the setting's time.</summary>
    public TimeSpan? ScaleInAfter { get; init; }

    /// <summary>The decision where the queue or the fleet is unknown: to hold, and to say which.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="inputs">What is known.</param>
    /// <returns>The decision.</returns>
    public static ScalingDecision Hold(string policy, ScalingInputs inputs) =>
        new(policy, null, inputs.Queue is null ? "The queue's depth is unknown." : "The fleet is unknown.", inputs);
}
