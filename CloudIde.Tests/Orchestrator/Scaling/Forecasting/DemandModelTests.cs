using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling.Forecasting;

public sealed class DemandModelTests
{
    private readonly DemandModel _demand = new(new FleetLimits(0, 100, 5), clusterTasks: 4);
    private readonly long[] _ended = new long[DurationBuckets.Count];
    private int _second;

    [Fact]
    public void WhatCameAndWentBetweenTwoLooks_IsKnownFromTheCounters()
    {
        Observe(load: 0, Totals(0));
        _ended[DurationBuckets.Of(30)] += 40;
        Observe(load: 0, Totals(40));

        Assert.Equal(40, Arrivals());
        Assert.InRange(Assert.Single(_demand.Keep().Durations.Distinct()), 28, 32);
    }

    [Fact]
    public void LostCounters_AreUnknown_AndTheLoadTells()
    {
        Observe(load: 3, Totals(1_000));
        Observe(load: 5, Totals(2, "second"));
        Observe(load: 6, null);
        Observe(load: 6, Totals(500, "second"));
        Observe(load: 6, Totals(501, "second"));

        // Two by the load while the counters were other ones, one while they were unknown, none as they came back, one counted.
        Assert.Equal(4, Arrivals());
        Assert.Empty(_demand.Keep().Durations);
    }

    [Fact]
    public void WhatArrivesAndEndsBeforeATaskIsReady_NeedsNoSlotThen()
    {
        DemandForecast? forecast = null;
        for (var sent = 10; sent <= 1_000; sent += 10)
        {
            _ended[DurationBuckets.Of(5)] += 10;
            forecast = Observe(load: 10, Totals(sent));
        }

        // Two a second for a start of 50 s, of which ten at a time are there.
        Assert.InRange(forecast!.ExpectedArrivals, 80, 120);
        Assert.InRange(10 + forecast.SlotsAt(0.5), 5, 20);
    }

    private ActivationTotals Totals(long sent, string incarnation = "first") => new(incarnation, sent, 0, [.. _ended]);

    private DemandForecast Observe(int load, ActivationTotals? totals)
    {
        _second += 5;
        var observation = new FleetObservation(
            DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(_second), TimeSpan.FromSeconds(_second), new QueueDepth(0, load, 0), [], [])
        {
            Activations = totals,
        };
        var forecast = _demand.Observe(observation, new FleetCounts(0, 1, 0, 0, 5, 0), []);
        Assert.NotNull(forecast);
        return forecast;
    }

    private int Arrivals()
    {
        // Completes the bin in which all of it came.
        for (var i = 0; i < 5; i++)
        {
            Observe(load: 0, Totals(0, "last"));
        }

        return _demand.Keep().Bins.Sum(bin => Math.Max(0, bin));
    }
}
