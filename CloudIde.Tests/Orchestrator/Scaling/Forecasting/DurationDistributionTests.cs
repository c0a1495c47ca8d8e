using CloudIde.Orchestrator.Scaling.Forecasting;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling.Forecasting;

public sealed class DurationDistributionTests
{
    private readonly DurationDistribution _durations = new();

    [Fact]
    public void Renewals_OfEqualDurations_ComeOneByOne()
    {
        for (var i = 0; i < 100; i++)
        {
            _durations.Add(10);
        }

        var renewals = _durations.Renewals(35, 35);

        Assert.Equal([0, 1, 2, 3], new[] { 8, 15, 25, 35 }.Select(second => (int)Math.Round(renewals[second])));
        Assert.Equal(0, renewals[0]);
    }

    [Fact]
    public void Renewals_OfExponentialDurations_GrowWithTheTime()
    {
        var random = new Random(5);
        for (var i = 0; i < 1_000; i++)
        {
            _durations.Add(-30 * Math.Log(1 - random.NextDouble()));
        }

        var renewals = _durations.Renewals(60, 30);

        Assert.InRange(renewals[15], 0.85, 1.15);
        Assert.InRange(renewals[30], 1.75, 2.25);
    }
}
