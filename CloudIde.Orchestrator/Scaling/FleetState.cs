namespace CloudIde.Orchestrator.Scaling;

/// <summary>The fleet at one moment: the tasks that are listed, and those that were asked for and are not listed yet.</summary>
/// <param name="Members">The tasks that are listed.</param>
/// <param name="Pending">How many tasks were started so recently that they are not listed yet.</param>
internal sealed record FleetState(IReadOnlyList<FleetMember> Members, int Pending)
{
    /// <summary>The fleet in numbers.</summary>
    public FleetCounts Counts { get; } = new(
        Starting: Pending + Count(Members, MemberState.Starting),
        Ready: Count(Members, MemberState.Ready),
        Draining: Count(Members, MemberState.Draining),
        Lost: Count(Members, MemberState.Lost),
        FreeSlots: Members.Where(member => member.State is MemberState.Ready)
            .Sum(member => Math.Max(0, member.Slots - member.UsedSlots)),
        UsedSlots: Members.Sum(member => member.UsedSlots));

    private static int Count(IReadOnlyList<FleetMember> members, MemberState state) =>
        members.Count(member => member.State == state);
}
