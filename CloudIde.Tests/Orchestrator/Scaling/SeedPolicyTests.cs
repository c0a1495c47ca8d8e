using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class SeedPolicyTests
{
    private static readonly FleetCounts Fleet = new(0, 1, 0, 0, 5, 0);

    [Theory]
    [InlineData(0, 5, 1, 10, 1)]
    [InlineData(0, 5, 0, 10, 0)]
    [InlineData(1, 5, 0, 10, 1)]
    [InlineData(5, 5, 0, 10, 1)]
    [InlineData(6, 5, 0, 10, 2)]
    [InlineData(49, 5, 1, 10, 10)]
    [InlineData(500, 5, 1, 10, 10)]
    [InlineData(7, 1, 1, 10, 7)]
    [InlineData(100_000, 5, 1, 50_000, 20_000)]
    public void Desired_IsTheSeedsFormula(int depth, int perTask, int min, int max, int expected) =>
        Assert.Equal(expected, SeedPolicy.Desired(depth, perTask, min, max));

    [Fact]
    public void Decide_CountsActivationsInFlight()
    {
        var decision = Decide(new QueueDepth(Visible: 1, InFlight: 10, Delayed: 99), Fleet);

        Assert.Equal(3, decision.Target);
        Assert.Contains("11 activations (1 waiting, 10 active)", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AtABound_SaysSo()
    {
        Assert.EndsWith("the maximum is 4.", Decide(new QueueDepth(100, 0, 0), Fleet).Reason, StringComparison.Ordinal);
        Assert.EndsWith("the minimum is 1.", Decide(new QueueDepth(0, 0, 0), Fleet).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_OnTheUnknown_Holds()
    {
        Assert.Null(Decide(null, Fleet).Target);
        Assert.Null(Decide(new QueueDepth(5, 0, 0), null).Target);
    }

    private static ScalingDecision Decide(QueueDepth? queue, FleetCounts? fleet) => new SeedPolicy().Decide(
        new ScalingInputs(DateTimeOffset.UnixEpoch, queue, fleet, new FleetLimits(1, 4, 5)));
}
