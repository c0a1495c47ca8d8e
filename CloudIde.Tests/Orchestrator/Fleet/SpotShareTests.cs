using CloudIde.Orchestrator.Fleet;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

public sealed class SpotShareTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(99)]
    [InlineData(100)]
    public void SingleTasks_OverAHundredLaunches_AreOnSpotInTheShareThatWasAskedFor(int percent)
    {
        var spot = Enumerable.Range(1_732_000_000, 100)
            .Select(number => Assert.Single(SpotShare.Strategy(percent, 1, $"cloudide-abc-{number}")))
            .Count(item => item.CapacityProvider == SpotShare.SpotProvider);

        Assert.Equal(percent, spot);
    }

    [Fact]
    public void ALaunch_ThatIsRepeatedWithItsToken_AsksForTheSameAgain()
    {
        foreach (var number in Enumerable.Range(0, 20))
        {
            var (first, again) = (SpotShare.Strategy(50, 1, $"t-{number}")[0], SpotShare.Strategy(50, 1, $"t-{number}")[0]);
            Assert.Equal(first.CapacityProvider, again.CapacityProvider);
        }
    }

    [Fact]
    public void SeveralTasks_AreSharedByEcs()
    {
        var strategy = SpotShare.Strategy(30, 10, "t-1");

        Assert.Equal([("FARGATE", 70), ("FARGATE_SPOT", 30)], strategy.Select(item => (item.CapacityProvider, item.Weight!.Value)));
        Assert.Equal("FARGATE_SPOT", Assert.Single(SpotShare.Strategy(100, 10, "t-1")).CapacityProvider);
    }
}
