namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Decides how many tasks there should be: a function of its inputs alone, so that production, tests under a fake clock
/// and a simulator run the same code.
/// </summary>
internal interface IScalingPolicy
{
    /// <summary>The name under which decisions are recorded.</summary>
    string Name { get; }

    /// <summary>Decides. Unknown inputs lead to a decision without a target.</summary>
    /// <param name="inputs">What is known.</param>
    /// <returns>The decision.</returns>
    ScalingDecision Decide(ScalingInputs inputs);
}
