using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Brings a new revision of the task definition, or another image, to the fleet. Replacements are started first; then old
/// workers are asked to take no more work, idle ones first, and each ends when it holds no workspace. Nothing is interrupted,
/// and never are fewer workers in service than the target while there is room for more.
/// </summary>
internal static class RevisionRollout
{
    /// <summary>Where the maximum leaves no room for replacements, so many of the old workers go at a time: one in this many.</summary>
    private const int StepShare = 10;

    /// <summary>Adds a rollout's part to a plan. Without outdated tasks it stays as it is.</summary>
    /// <param name="plan">The plan, for which outdated tasks count as supply.</param>
    /// <param name="target">The number of tasks that was decided.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="limits">The bounds.</param>
    /// <returns>The plan.</returns>
    public static FleetPlan Apply(FleetPlan plan, int target, FleetState fleet, FleetLimits limits)
    {
        var outdated = fleet.Members
            .Where(member => member is { Outdated: true, State: MemberState.Starting or MemberState.Ready })
            .ToList();
        if (outdated.Count == 0)
        {
            return plan;
        }

        var counts = fleet.Counts;
        var room = counts.RoomBelow(limits.MaxTasks);
        var missing = Math.Max(0, target - (counts.Supply - outdated.Count));
        var launch = Math.Clamp(missing, Math.Min(plan.Launch, room), room);

        var replaceable = outdated
            .Where(member => member is { State: MemberState.Ready, IsListed: true } && !plan.Drain.Contains(member.TaskId))
            .OrderBy(member => member.UsedSlots).ThenBy(member => member.StartedAt);

        // One that the latest list lacks may have ended: it is not asked to drain, nor relied on while others are.
        var inService = fleet.Members.Count(member => member is { State: MemberState.Ready, IsListed: true });
        var spare = inService - plan.Drain.Count - target;
        var isStuck = spare <= 0 && missing > 0 && room == 0 && counts.Draining == 0 && plan.Drain.Count == 0;
        var drains = isStuck ? Math.Max(1, outdated.Count / StepShare) : Math.Max(0, spare);
        return plan with { Launch = launch, Drain = [.. plan.Drain, .. replaceable.Take(drains).Select(member => member.TaskId)] };
    }
}
