using System.Diagnostics.Metrics;
using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class ScalingMetricsTests
{
    [Fact]
    public void Gauges_OfOneThatStandsBy_AreNotTheLastItSawWhenItLed()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var cloud = new FakeCloud(new FakeTimeProvider());
        var metrics = new ScalingMetrics(services.GetRequiredService<IMeterFactory>(), cloud);
        var inputs = new ScalingInputs(
            DateTimeOffset.UnixEpoch, new QueueDepth(4, 3, 0), new FleetCounts(1, 2, 0, 0, 5, 3), new FleetLimits(0, 10, 5));
        metrics.Record(new ScalingRecord(new ScalingDecision("seed", 2, "x", inputs), FleetPlan.Nothing, AppliedPlan.Nothing, 0));

        var leading = Read(services);
        cloud.IsHeld = false;
        var standingBy = Read(services);

        Assert.Equal([("cloudide.queue.messages", 7), ("cloudide.fleet.tasks", 3), ("cloudide.scaling.target", 2)], leading);
        Assert.Empty(standingBy);
    }

    [Fact]
    public void Counters_AreThereFromTheFirstRound_SoThatTheirFirstEventIsGrowth()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new ScalingMetrics(services.GetRequiredService<IMeterFactory>());
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted[instrument.Name] = value);
        listener.Start();

        metrics.Record(new ScalingRecord(
            new ScalingDecision("seed", null, "x", new ScalingInputs(DateTimeOffset.UnixEpoch, null, null, new FleetLimits(0, 10, 5))),
            FleetPlan.Nothing,
            AppliedPlan.Nothing,
            0));

        Assert.Equal(
            ["cloudide.fleet.drained", "cloudide.fleet.launch_failures", "cloudide.fleet.launched", "cloudide.fleet.stopped"],
            counted.Where(counter => counter.Value == 0).Select(counter => counter.Key).Order(StringComparer.Ordinal));
    }

    private static List<(string Name, int Sum)> Read(IServiceProvider services)
    {
        var sums = new List<(string, int)>();
        using var listener = new MeterListener();
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory && instrument.IsObservable)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => sums.Add((instrument.Name, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. sums.GroupBy(sum => sum.Item1).Select(group => (group.Key, group.Sum(sum => sum.Item2)))];
    }
}
