namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Follows the load, visible and in flight, without a forecast: starting workers count as supply, growth is limited to
/// doubling in a round, and a small surplus is kept rather than given up and started again.
/// </summary>
internal sealed class BacklogPolicy : IScalingPolicy
{
    /// <summary>A round adds so many at least, so that a small fleet is not held back by doubling.</summary>
    private const int SmallestStep = 10;

    /// <summary>A surplus up to this share of the fleet is kept.</summary>
    private const double KeptSurplus = 0.1;

    /// <summary>A round gives up this share of the fleet at most.</summary>
    private const double LargestRelease = 0.25;

    public string Name => "backlog";

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        if (inputs.Queue is not { } queue || inputs.Fleet is not { } fleet)
        {
            return ScalingDecision.Hold(Name, inputs);
        }

        var limits = inputs.Limits;
        var need = SeedPolicy.Desired(queue.Total, limits.MessagesPerTask, limits.MinTasks, limits.MaxTasks);
        var (target, why) = Step(need, fleet.Supply);
        target = Math.Clamp(target, limits.MinTasks, limits.MaxTasks);
        return new ScalingDecision(
            Name, target, $"{queue.Total} activations at {limits.MessagesPerTask} a task need {need} of {fleet.Supply}; {why}.", inputs);
    }

    private static (int Target, string Why) Step(int need, int supply)
    {
        if (need >= supply)
        {
            var most = supply + Math.Max(SmallestStep, supply);
            return need > most ? (most, $"at most {most - supply} are added at a time") : (need, "that many it is");
        }

        // Nothing to do is no surplus worth keeping.
        if (need > 0 && supply - need <= (int)(supply * KeptSurplus))
        {
            return (supply, "so small a surplus is kept");
        }

        var least = supply - Math.Max(1, (int)(supply * LargestRelease));
        return need < least ? (least, $"at most {supply - least} are given up at a time") : (need, "that many it is");
    }
}
