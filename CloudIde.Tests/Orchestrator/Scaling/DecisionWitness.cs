using CloudIde.Orchestrator.Scaling;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>A policy that tells the world what it decided, before anything is done about it.</summary>
internal sealed class DecisionWitness(IScalingPolicy policy, FaultyWorld world) : IScalingPolicy
{
    public string Name => policy.Name;

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        var decision = policy.Decide(inputs);
        if (decision.Target is { } target)
        {
            world.Targets.Add((world.Now, target));
        }

        return decision;
    }
}
