using CloudIde.Orchestrator.Simulation;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Simulation;

public sealed class OwedWorkTests
{
    private readonly SimulatedCluster _cluster = new(new ClusterModel(2, 0, 10, new ColdStart(10, 10), 1), Placement.Any);

    [Fact]
    public void WorkIsOwedUntilItEndsAndAgainWhenItIsInterrupted()
    {
        _cluster.Launch(1, 0);
        _cluster.Arrive(0, 100);
        Assert.Equal(100, _cluster.OwedSeconds(5));

        _cluster.HandleEvent();
        Assert.Equal(50, _cluster.OwedSeconds(60));

        _cluster.Stop(_cluster.Running[0], 60);
        Assert.Equal(100, _cluster.OwedSeconds(70));

        _cluster.Launch(1, 70);
        RunUntilDone(1);
        Assert.Equal(0, _cluster.OwedSeconds(10_000));
    }

    [Fact]
    public void WorkOfUnknownLengthIsOwedFromWhenItIsTold()
    {
        _cluster.Launch(1, 0);
        var runs = _cluster.Arrive(0, double.PositiveInfinity);
        _cluster.HandleEvent();
        Assert.Equal(0, _cluster.OwedSeconds(60));

        _cluster.SetDuration(runs, 90, 60);
        Assert.Equal(40, _cluster.OwedSeconds(60));

        RunUntilDone(1);
        Assert.Equal(0, _cluster.OwedSeconds(100));
    }

    [Fact]
    public void WhatBeganWithTheOtherEndsWithItThoughDurationsAreInexact()
    {
        _cluster.Launch(1, 0);
        var runs = _cluster.Arrive(0, double.PositiveInfinity);
        _cluster.HandleEvent();

        // Told as 1,020 s where it was 1,000 s.
        _cluster.SetDuration(runs, 1_020, 1_010);

        Assert.Equal(1_010, _cluster.NextEventAt);
    }

    private void RunUntilDone(int count)
    {
        while (_cluster.Done < count)
        {
            _cluster.HandleEvent();
        }
    }
}
