namespace CloudIde.Orchestrator.Scaling;

/// <summary>What came of a plan.</summary>
/// <param name="Launched">The tasks that are starting.</param>
/// <param name="Drained">The workers that were asked to drain.</param>
/// <param name="Stopped">The tasks that were stopped.</param>
/// <param name="Failures">What did not work, a sentence each.</param>
/// <param name="LaunchFailed">Whether a launch failed in whole or in part.</param>
internal sealed record AppliedPlan(
    IReadOnlyList<string> Launched,
    IReadOnlyList<string> Drained,
    IReadOnlyList<string> Stopped,
    IReadOnlyList<string> Failures,
    bool LaunchFailed)
{
    /// <summary>How many tasks an earlier request has started whose names are not known.</summary>
    public int Unnamed { get; init; }

    /// <summary>Nothing was done.</summary>
    public static AppliedPlan Nothing { get; } = new([], [], [], [], false);
}
