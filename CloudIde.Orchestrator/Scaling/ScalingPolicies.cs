namespace CloudIde.Orchestrator.Scaling;

/// <summary>The policies of this orchestrator, by the names that <c>ORCHESTRATOR_POLICY</c> takes.</summary>
internal static class ScalingPolicies
{
    /// <summary>Creates a policy.</summary>
    /// <param name="name"><c>seed</c>, <c>backlog</c> or <c>predictive</c>.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such policy.</exception>
    public static IScalingPolicy Create(string name) => name switch
    {
        "seed" => new SeedPolicy(),
        "backlog" => new BacklogPolicy(),
        "predictive" => new PredictivePolicy(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Expected seed, backlog or predictive."),
    };
}
