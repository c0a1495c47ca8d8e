using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// Turns a target into what to do, by rules that hold for every policy: tasks that start count as supply, the maximum
/// bounds everything that runs, only idle workers are drained and only after fewer were enough for a while, and a task is
/// stopped only when its worker cannot be holding a workspace.
/// </summary>
internal static class FleetPlanner
{
    /// <summary>
    /// Fargate bills a minute at least, so a task that is drained earlier saves nothing. A setting that asks for an earlier
    /// scale-in goes before: where tasks are local processes, nothing is billed.
    /// </summary>
    private static readonly TimeSpan PaidFor = TimeSpan.FromSeconds(57);

    /// <summary>Plans.</summary>
    /// <param name="target">The number of tasks that a policy decided.</param>
    /// <param name="lately">The highest target for long enough to scale in by, or null when it is not known for that long.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="settings">The bounds.</param>
    /// <returns>The plan.</returns>
    public static FleetPlan Plan(int target, int? lately, FleetState fleet, OrchestratorSettings settings)
    {
        var counts = fleet.Counts;
        var room = counts.RoomBelow(settings.Ecs.Limits.MaxTasks);
        var launch = Math.Clamp(target - counts.Supply, 0, room);
        var plan = new FleetPlan(launch, Drain(target, lately, fleet, settings), Stop(fleet, settings)) { Room = room };
        return RevisionRollout.Apply(plan, target, fleet, settings.Ecs.Limits);
    }

    private static IReadOnlyList<string> Drain(
        int target, int? lately, FleetState fleet, OrchestratorSettings settings)
    {
        if (lately is not { } enough)
        {
            return [];
        }

        // The oldest go first, so that the fleet renews itself.
        var age = PaidFor < settings.ScaleInAfter ? PaidFor : settings.ScaleInAfter;
        var surplus = fleet.Counts.Supply - Math.Max(target, enough);
        return surplus <= 0
            ? []
            : [.. fleet.Members.Where(member => member.IsIdle && member.Age >= age).OrderBy(member => member.StartedAt)
                .Take(surplus).Select(member => member.TaskId)];
    }

    private static IReadOnlyList<TaskStop> Stop(FleetState fleet, OrchestratorSettings settings)
    {
        var stops = new List<TaskStop>();
        foreach (var member in fleet.Members.Where(member => member.IsListed))
        {
            var reason = member switch
            {
                { State: MemberState.Starting } when member.InState > settings.StartBound =>
                    $"Its worker did not register within {settings.StartBound.TotalSeconds:0} s.",
                { State: MemberState.Draining, UsedSlots: 0 } when member.InState > settings.DrainBound =>
                    $"Its worker was drained and empty and did not end within {settings.DrainBound.TotalSeconds:0} s.",
                { State: MemberState.Lost, WasDraining: true } when member.InState > settings.DrainBound =>
                    $"Its worker left and did not end within {settings.DrainBound.TotalSeconds:0} s.",

                // Its leases have long expired, so whatever it held is active elsewhere.
                { State: MemberState.Lost } when member.InState > settings.StartBound =>
                    $"Its worker has sent no heartbeat for {settings.StartBound.TotalSeconds:0} s.",
                _ => null,
            };
            if (reason is not null)
            {
                stops.Add(new TaskStop(member.TaskId, reason, member.State is MemberState.Draining));
            }
        }

        return stops;
    }
}
