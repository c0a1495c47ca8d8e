using CloudIde.Core.Activations;
using CloudIde.Core.Redis;
using CloudIde.Orchestrator.Simulation;
using CloudIde.Tests.Core.Redis;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Activations;

public sealed class ActivationCountersTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Totals_AreWhatTheSimulatorCountsForTheSame(string kind)
    {
        var counters = new ActivationCounters(await EmptyAsync(kind));
        var before = await counters.ReadAsync();
        var tally = new ActivationTally();
        double[] durations = [0.4, 12, 12.3, 600, 86_400, 10_000_000];
        foreach (var seconds in durations)
        {
            await counters.SentAsync();
            await counters.EndedAsync(TimeSpan.FromSeconds(seconds));
            tally.Ended(seconds);
        }

        await counters.MovedAsync(TimeSpan.FromSeconds(7));
        await counters.SentAsync();
        var (totals, simulated) = (await counters.ReadAsync(), tally.Read(durations.Length + 1));

        Assert.Equal((before.Incarnation, 0), (totals.Incarnation, before.Sent));
        Assert.Equal(simulated.Sent, totals.Sent);
        Assert.Equal(simulated.EndedByBucket, totals.EndedByBucket);
        Assert.Equal(simulated.HeldMilliseconds + 7_000, totals.HeldMilliseconds);

        var flow = totals.Since(before)!;
        Assert.Equal(durations.Length, flow.EndedSeconds.Count);
        Assert.InRange(flow.EndedSeconds.Count(seconds => seconds is > 570 and < 630), 1, 1);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Totals_AfterTheCountersWereLost_TellNoDifference(string kind)
    {
        var redis = await EmptyAsync(kind);
        var counters = new ActivationCounters(redis);
        await counters.SentAsync();
        var before = await counters.ReadAsync();

        await redis.GetDatabase().KeyDeleteAsync(RedisKeys.ActivationCounters);
        await counters.SentAsync();
        await counters.SentAsync();
        var after = await counters.ReadAsync();

        Assert.Null(after.Since(before));
        Assert.Equal(0, after.Since(after)!.Sent);
    }

    private async Task<IConnectionMultiplexer> EmptyAsync(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        await redis.GetDatabase().KeyDeleteAsync(RedisKeys.ActivationCounters);
        return redis;
    }
}
