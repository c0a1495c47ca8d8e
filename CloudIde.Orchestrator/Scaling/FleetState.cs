namespace CloudIde.Orchestrator.Scaling;

/// <summary>The fleet at one moment: the tasks that are listed, and those that were asked for and are not listed yet.</summary>
/// <param name="Members">The tasks that are listed. Theirs is the memory of the next round too: nobody keeps them.</param>
/// <param name="Pending">How many tasks were started so recently that they are not listed yet.</param>
internal sealed record FleetState(IReadOnlyList<FleetMember> Members, int Pending)
{
    /// <summary>The fleet in numbers.</summary>
    public FleetCounts Counts { get; } = Count(Members, Pending);

    private static FleetCounts Count(IReadOnlyList<FleetMember> members, int pending)
    {
        var (starting, ready, draining, lost, free, used, missing) = (pending, 0, 0, 0, 0, 0, 0);
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            used += member.UsedSlots;
            missing += member.IsListed ? 0 : 1;
            switch (member.State)
            {
                case MemberState.Starting:
                    starting++;
                    break;
                case MemberState.Ready:
                    ready++;
                    free += Math.Max(0, member.Slots - member.UsedSlots);
                    break;
                case MemberState.Draining:
                    draining++;
                    break;
                case MemberState.Lost:
                    lost++;
                    break;
            }
        }

        return new FleetCounts(starting, ready, draining, lost, free, used) { Missing = missing };
    }
}
