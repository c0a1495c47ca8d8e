using CloudIde.Orchestrator.Cost;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Cost;

public sealed class SeedComparisonTests
{
    [Fact]
    public void Flat_IsTheTableThatCloudIdeStartedWith()
    {
        var comparison = SeedComparison.Flat();

        Assert.Equal([0, 0.64, 3.20, 9.60], comparison.Scenarios.Select(scenario => Math.Round(scenario.DailyUsd, 2)));
        Assert.Equal([0, 19, 96, 288], comparison.Scenarios.Select(scenario => Math.Round(scenario.MonthlyUsd)));
        Assert.Equal(133, Math.Round(comparison.EksMonthlyUsd));
    }

    [Fact]
    public void ATask_IsBilledAMinuteAtLeastAndBySecondsAfterIt()
    {
        var cost = new CostModel(Prices.UsEast1);

        Assert.Equal(cost.Task(TimeSpan.FromSeconds(60)), cost.Task(TimeSpan.FromSeconds(3)));
        Assert.Equal(0.024685, cost.Task(TimeSpan.FromHours(1)), 6);
    }
}
