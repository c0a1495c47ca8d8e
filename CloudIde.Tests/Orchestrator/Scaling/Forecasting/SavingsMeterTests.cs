using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Simulation;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling.Forecasting;

public sealed class SavingsMeterTests
{
    private static readonly ClusterModel Model = new(1, 0, 50, new ColdStart(10, 10), 1);

    [Fact]
    public void WhatWasInterruptedWithARivalIsCountedBeforeItIsPaidForThere()
    {
        var meter = new SavingsMeter(Model, 2, 0);

        // Twenty that end one by one: with each end the first orchestrator stops a task, whatever is on it.
        meter.Advance(0, 20, [], 20, 20);
        for (var left = 19; left >= 0; left--)
        {
            var now = 2_000 + ((19 - left) * 60);
            meter.Advance(now, 0, [now], left, left);
        }

        var atTheEnd = meter.Saved;
        for (var now = 3_200; now < 40_000; now += 60)
        {
            meter.Advance(now, 0, [], 0, 0);
        }

        // There it works on what was interrupted for hours yet, and interrupts some of it again.
        Assert.InRange(atTheEnd, meter.Saved / 2, meter.Saved);
    }

    [Fact]
    public void ACheaperFleetMaySpendWhatItSavedLessAMargin()
    {
        var meter = new SavingsMeter(Model, 2, 0);
        meter.Advance(0, 10, [], 10, 5);
        meter.Advance(1_000, 0, [], 10, 5);

        // Ten tasks there, half as many here.
        Assert.InRange(meter.Saved, 4_500, 4_999);
        Assert.InRange(meter.Share, 0.95, 1.05);
    }
}
