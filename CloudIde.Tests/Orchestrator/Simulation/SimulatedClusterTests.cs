using CloudIde.Orchestrator.Simulation;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Simulation;

public sealed class SimulatedClusterTests
{
    [Fact]
    public void WhatOneHeldItsSlotForTooLong_TheNextGivesBack()
    {
        var cluster = new SimulatedCluster(new ClusterModel(2, 0, 1, new ColdStart(10, 10), 1), Placement.Any);
        cluster.Launch(1, 0);
        var (first, second) = (cluster.Arrive(0, double.PositiveInfinity), cluster.Arrive(0, double.PositiveInfinity));
        cluster.HandleEvent();

        // It began at 10 and should have ended at 60.
        cluster.SetDuration(first, 50, 100);
        cluster.SetDuration(second, 150, 100);

        Assert.Equal((100, 120), (first.DueAt, second.DueAt));
    }

    [Fact]
    public void Launches_AreAsFastAsEcsAllows()
    {
        var rate = new LaunchRate();

        var times = Enumerable.Range(0, 140).Select(_ => rate.Take(5)).ToList();

        Assert.All(times.Take(100), time => Assert.Equal(5, time));
        Assert.Equal(7, times[^1], precision: 6);
    }
}
