using CloudIde.Core.Activations;
using CloudIde.Core.Operations;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>What the orchestrator records, servers can read: they share no code for it but the names.</summary>
public sealed class RecordedDecisionTests
{
    [Fact]
    public async Task ADecision_RecordedByTheOrchestrator_IsReadWithAllThatOperatorsNeed()
    {
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(host.Port));
        var at = DateTimeOffset.FromUnixTimeSeconds(1_750_000_000);
        var inputs = new ScalingInputs(at, new QueueDepth(7, 3, 1), new FleetCounts(1, 2, 3, 4, 5, 6), new FleetLimits(1, 10, 5));
        var log = new RedisDecisionLog(redis, NullLogger<RedisDecisionLog>.Instance);
        await log.RecordAsync(
            new ScalingRecord(
                new ScalingDecision("backlog", 2, "Two are needed.", inputs),
                new FleetPlan(2, ["w1"], []),
                new AppliedPlan(["t2"], ["w1"], ["t1"], ["no capacity"], true),
                4),
            TestContext.Current.CancellationToken);
        await log.RecordAsync(
            new ScalingRecord(
                new ScalingDecision("backlog", null, "The queue's depth is unknown.", inputs with { Queue = null, Fleet = null }),
                FleetPlan.Nothing,
                AppliedPlan.Nothing,
                0),
            TestContext.Current.CancellationToken);

        var read = await new OperationsRecords(redis).ListDecisionsAsync(10);

        Assert.Equal(2, read.Count);
        Assert.Null(read[0].Decision.Target);
        Assert.Null(read[0].Decision.Inputs.Queue);
        Assert.Null(read[0].Decision.Inputs.Fleet);
        var known = read[1];
        Assert.Equal(("backlog", 2, "Two are needed."), (known.Decision.Policy, known.Decision.Target, known.Decision.Reason));
        Assert.Equal(at, known.Decision.Inputs.At);
        Assert.Equal(new QueueDepth(7, 3, 1), known.Decision.Inputs.Queue);
        var fleet = known.Decision.Inputs.Fleet!;
        Assert.Equal((1, 2, 3, 4, 5, 6), (fleet.Starting, fleet.Ready, fleet.Draining, fleet.Lost, fleet.FreeSlots, fleet.UsedSlots));
        Assert.Equal(2, known.Plan.Launch);
        Assert.Equal(["w1"], known.Plan.Drain);
        Assert.Equal(["t2"], known.Applied.Launched);
        Assert.Equal(["w1"], known.Applied.Drained);
        Assert.Equal(["t1"], known.Applied.Stopped);
        Assert.Equal(["no capacity"], known.Applied.Failures);
        Assert.True(known.Applied.LaunchFailed);
        Assert.Equal(4, known.BackOffSeconds);
    }
}
