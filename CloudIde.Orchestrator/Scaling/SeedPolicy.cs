namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// The formula that CloudIDE started with, word for word:
/// <c>desired = min(max(ceil(queueDepth / messagesPerTask), minTasks), maxTasks)</c>, with visible and in-flight messages
/// as the depth, since a message in flight is an active workspace.
/// </summary>
internal sealed class SeedPolicy : IScalingPolicy
{
    public string Name => "seed";

    /// <summary>The formula.</summary>
    /// <param name="queueDepth">Visible and in-flight messages, 0 or more.</param>
    /// <param name="messagesPerTask">1 or more.</param>
    /// <param name="minTasks">0 or more.</param>
    /// <param name="maxTasks">Not less than the minimum.</param>
    /// <returns>The number of tasks.</returns>
    public static int Desired(int queueDepth, int messagesPerTask, int minTasks, int maxTasks) =>
        Math.Min(Math.Max((int)Math.Ceiling((double)queueDepth / messagesPerTask), minTasks), maxTasks);

    public ScalingDecision Decide(ScalingInputs inputs)
    {
        if (inputs.Queue is not { } queue || inputs.Fleet is null)
        {
            return ScalingDecision.Hold(Name, inputs);
        }

        var limits = inputs.Limits;
        var target = Desired(queue.Total, limits.MessagesPerTask, limits.MinTasks, limits.MaxTasks);
        var unbounded = Desired(queue.Total, limits.MessagesPerTask, 0, int.MaxValue);
        var reason = $"{queue.Total} activations ({queue.Visible} waiting, {queue.InFlight} active) "
            + $"at {limits.MessagesPerTask} a task need {unbounded}"
            + (unbounded < target ? $"; the minimum is {target}." : unbounded > target ? $"; the maximum is {target}." : ".");
        return new ScalingDecision(Name, target, reason, inputs);
    }
}
