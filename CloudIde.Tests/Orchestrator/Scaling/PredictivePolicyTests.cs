using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class PredictivePolicyTests
{
    [Theory]
    [InlineData(-0.01, 3)]
    [InlineData(0, 5)]
    [InlineData(0.03, 7)]
    [InlineData(0.06, 9)]
    [InlineData(0.5, 9)]
    public void TheMoreOfTheCostWasSaved_TheMoreIsKeptReady(double savedShare, int tasks)
    {
        var forecast = Expecting(4) with { SavedShare = savedShare, SavedTaskSeconds = savedShare * 1_000_000 };

        Assert.Equal(tasks, Target(new QueueDepth(0, 0, 0), new FleetCounts(0, 0, 0, 0, 0, 0), forecast, perTask: 1));
    }

    [Fact]
    public void AReserveThatCannotBeAfforded_IsMadeSmaller()
    {
        var forecast = Expecting(4) with { SavedShare = 0.5, SavedTaskSeconds = 6 * 300 };

        Assert.Equal(6, Target(new QueueDepth(0, 0, 0), new FleetCounts(0, 0, 0, 0, 0, 0), forecast, perTask: 1));
    }

    [Fact]
    public void ATaskThatIsThere_IsKeptAgainstWorseOddsThanOneIsStarted()
    {
        var forecast = Expecting(4);

        Assert.Equal(5, Target(new QueueDepth(0, 0, 0), new FleetCounts(0, 0, 0, 0, 0, 0), forecast, perTask: 1));
        Assert.Equal(6, Target(new QueueDepth(0, 0, 0), new FleetCounts(0, 8, 0, 0, 8, 0), forecast, perTask: 1));
    }

    [Fact]
    public void WhereWorkIsShort_AStartedSlotServesSeveralOfThoseWhoWait()
    {
        var forecast = Expecting(0) with { Turnover = 1, MayWait = 100 };
        var queue = new QueueDepth(100, 0, 0);

        Assert.Equal(10, Target(queue, new FleetCounts(0, 0, 0, 0, 0, 0), forecast, perTask: 5));
        Assert.Equal(10, Target(queue, new FleetCounts(10, 0, 0, 0, 0, 0), forecast, perTask: 5));

        // Whoever has waited for too long, and what is expected, has a slot of its own.
        Assert.Equal(20, Target(queue, new FleetCounts(0, 0, 0, 0, 0, 0), forecast with { MayWait = 0 }, perTask: 5));
        Assert.Equal(22, Target(new QueueDepth(0, 110, 0), new FleetCounts(0, 20, 0, 0, 0, 100), forecast with { MayWait = 0 }, perTask: 5));
    }

    [Theory]
    [InlineData(4, 10, 8)]
    [InlineData(4, 1, 9)]
    [InlineData(0.5, 10, 10)]
    public void WhoeverWaits_CountsOnASlotThatLikelyComesFree_HoweverDearTheFleetIs(double ends, int mayWait, int tasks)
    {
        var forecast = Expecting(0) with
        {
            ExpectedDepartures = ends, MayWait = mayWait, SavedShare = -0.5, SavedTaskSeconds = -1_000_000,
        };

        Assert.Equal(tasks, Target(new QueueDepth(4, 6, 0), new FleetCounts(0, 6, 0, 0, 0, 6), forecast, perTask: 1));
    }

    private static DemandForecast Expecting(double arrivals) => new(50, arrivals, 0, 600, 0)
    {
        Opinions = [(1, arrivals)],
        SavedTaskSeconds = 1_000_000,
    };

    private static int? Target(QueueDepth queue, FleetCounts fleet, DemandForecast forecast, int perTask) =>
        new PredictivePolicy().Decide(new ScalingInputs(DateTimeOffset.UnixEpoch, queue, fleet, new FleetLimits(0, 1_000, perTask))
        {
            Forecast = forecast,
        }).Target;
}
