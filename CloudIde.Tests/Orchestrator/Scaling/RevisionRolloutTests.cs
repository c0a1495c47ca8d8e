using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class RevisionRolloutTests
{
    private static readonly FleetLimits Limits = new(0, 4, 5);

    [Fact]
    public void Rollout_OfACurrentFleet_ChangesNothing()
    {
        var plan = new FleetPlan(1, ["w"], []);

        Assert.Same(plan, RevisionRollout.Apply(plan, 2, new FleetState([New("a", 0)], 0), Limits));
    }

    [Fact]
    public void Rollout_WithRoom_StartsReplacementsBeforeItDrainsAnything()
    {
        var fleet = new FleetState([Old("a", 2), Old("b", 0)], 0);

        var plan = RevisionRollout.Apply(FleetPlan.Nothing, 2, fleet, Limits);

        Assert.Equal(2, plan.Launch);
        Assert.Empty(plan.Drain);
    }

    [Fact]
    public void Rollout_WhileReplacementsStart_Waits()
    {
        var fleet = new FleetState([Old("a", 2), Old("b", 0)], Pending: 2);

        var plan = RevisionRollout.Apply(FleetPlan.Nothing, 2, fleet, Limits);

        Assert.True(plan.IsEmpty);
    }

    [Fact]
    public void Rollout_WithReplacementsInService_DrainsIdleOldWorkersFirstAndBusyOnesToo()
    {
        var half = RevisionRollout.Apply(
            FleetPlan.Nothing, 2, new FleetState([Old("busy", 2), Old("idle", 0), New("c", 0)], Pending: 1), Limits);
        var all = RevisionRollout.Apply(
            FleetPlan.Nothing, 2, new FleetState([Old("busy", 2), Old("idle", 0), New("c", 0), New("d", 0)], 0), Limits);

        Assert.Equal(["idle"], half.Drain);
        Assert.Equal(["idle", "busy"], all.Drain);
        Assert.Empty(all.Stop);
        Assert.Equal(0, all.Launch);
    }

    [Fact]
    public void Rollout_OfAWorkerThatTheLatestListLacks_DrainsAnotherOne()
    {
        var fleet = new FleetState([Old("gone", 0) with { IsListed = false }, Old("there", 2), New("c", 0), New("d", 0)], 0);

        var plan = RevisionRollout.Apply(FleetPlan.Nothing, 2, fleet, Limits);

        Assert.Equal(["there"], plan.Drain);
    }

    [Fact]
    public void Rollout_WithAReplacementThatTheLatestListLacks_KeepsTheOldWorkers()
    {
        var fleet = new FleetState([Old("a", 1), Old("b", 2), New("gone", 0) with { IsListed = false }], 0);

        var plan = RevisionRollout.Apply(FleetPlan.Nothing, 2, fleet, Limits);

        Assert.Empty(plan.Drain);
    }

    [Fact]
    public void Rollout_AtTheMaximum_MakesRoomOneWorkerAtATime()
    {
        FleetMember[] members = [Old("a", 3), Old("b", 1), Old("c", 2), Old("d", 4)];

        var first = RevisionRollout.Apply(FleetPlan.Nothing, 4, new FleetState(members, 0), Limits);
        var next = RevisionRollout.Apply(
            FleetPlan.Nothing, 4, new FleetState([.. members[..1], members[1] with { State = MemberState.Draining }, .. members[2..]], 0), Limits);

        Assert.Equal(0, first.Launch);
        Assert.Equal(["b"], first.Drain);
        Assert.True(next.IsEmpty);
    }

    [Fact]
    public void Rollout_ThroughAllItsRounds_EndsWithTheNewRevisionAndNeverExceedsTheMaximum()
    {
        var members = Enumerable.Range(0, 4).Select(i => Old($"old{i}", i)).ToList();
        var launched = 0;
        for (var round = 0; round < 40; round++)
        {
            var fleet = new FleetState(members, 0);
            var ordinary = FleetPlan.Nothing with { Launch = Math.Min(4 - fleet.Counts.Supply, Limits.MaxTasks - fleet.Counts.Total) };
            var plan = RevisionRollout.Apply(ordinary, 4, fleet, Limits);
            members.RemoveAll(member => member.State is MemberState.Draining && member.UsedSlots == 0);
            members = [.. members.Select(member => (plan.Drain.Contains(member.TaskId), member) switch
            {
                (true, _) => member with { State = MemberState.Draining },

                // What a draining worker holds ends by itself, one after the other.
                (_, { State: MemberState.Draining }) => member with { UsedSlots = member.UsedSlots - 1 },
                _ => member,
            })];
            members.AddRange(Enumerable.Range(0, plan.Launch).Select(_ => New($"new{launched++}", 0)));
            Assert.True(members.Count <= Limits.MaxTasks);
        }

        Assert.DoesNotContain(members, member => member.Outdated);
        Assert.Equal(4, members.Count);
        Assert.Equal(4, launched);
    }

    [Fact]
    public void Plan_OfAFleetThatAlsoScalesIn_CountsNoWorkerTwice()
    {
        var settings = OrchestratorSettings.Read(
            new Microsoft.Extensions.Configuration.ConfigurationManager { ["AWS_ENDPOINT_URL"] = "http://localhost:1" });
        var fleet = new FleetState([Old("a", 0), Old("b", 0), New("c", 1)], 0);

        var plan = FleetPlanner.Plan(1, 1, fleet, settings);

        Assert.Equal(["a", "b"], plan.Drain.Order());
    }

    private static FleetMember Old(string id, int used) => New(id, used) with { Outdated = true };

    private static FleetMember New(string id, int used) =>
        new(id, MemberState.Ready, TimeSpan.FromHours(1), 5, used, DateTimeOffset.UnixEpoch) { Age = TimeSpan.FromHours(1) };
}
