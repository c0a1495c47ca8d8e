using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

public sealed class RedisLaunchSequenceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ALaunchWhoseOutcomeIsUnknown_IsRepeatedByTheNextLeaderAndByNobodyElse()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{host.Port}");
        var time = new FakeTimeProvider(Start);
        var (firstLease, secondLease) = (new LeaderLease(redis, time), new LeaderLease(redis, time));
        var first = new RedisLaunchSequence(redis, Settings("a"), firstLease, time);
        var second = new RedisLaunchSequence(redis, Settings("a"), secondLease, time);
        var elsewhere = new RedisLaunchSequence(redis, Settings("b"), firstLease, time);
        Assert.True(await firstLease.AcquireAsync());

        var launch = await first.BeginAsync(3, 10, cancellationToken);
        Assert.NotNull(launch);
        Assert.Equal((3, false), (launch.Count, launch.IsRepeat));
        Assert.True(launch.Token.Length <= 64);
        Assert.NotEqual(launch.Token, (await elsewhere.BeginAsync(3, 10, cancellationToken))!.Token);

        // Whoever does not lead starts nothing, whatever its own clock says.
        Assert.Null(await second.BeginAsync(3, 10, cancellationToken));

        await firstLease.ReleaseAsync();
        Assert.True(await secondLease.AcquireAsync());
        Assert.Null(await first.BeginAsync(1, 10, cancellationToken));
        Assert.Equal(launch with { IsRepeat = true }, await second.BeginAsync(7, 10, cancellationToken));

        await second.CompleteAsync(launch, ["t1", "t2", "t3"], cancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(
            [("t1", 5), ("t2", 5), ("t3", 5)],
            (await first.GetRecentAsync(cancellationToken)).Select(recent => (recent.TaskId, (int)recent.Ago.TotalSeconds)));
        var next = await second.BeginAsync(7, 10, cancellationToken);
        Assert.Equal((7, false), (next!.Count, next.IsRepeat));
        Assert.NotEqual(launch.Token, next.Token);

        // An answer that comes late is about its own launch only.
        await first.CompleteAsync(launch, [], cancellationToken);
        Assert.True((await second.BeginAsync(1, 10, cancellationToken))!.IsRepeat);
    }

    [Fact]
    public async Task Token_AfterRedisLostItsData_IsNoneThatWasUsed()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{host.Port},allowAdmin=true");
        var time = new FakeTimeProvider(Start);
        var lease = new LeaderLease(redis, time);
        var sequence = new RedisLaunchSequence(redis, Settings("a"), lease, time);
        await lease.AcquireAsync();
        var token = (await sequence.BeginAsync(1, 10, cancellationToken))!.Token;

        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await lease.AcquireAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(string.CompareOrdinal(token, (await sequence.BeginAsync(1, 10, cancellationToken))!.Token) < 0);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-3600)]
    [InlineData(90)]
    public async Task WhatWasJustStarted_IsRememberedByANextLeaderWhoseClockDiffers(int seconds)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{host.Port}");
        var (time, other) = (new FakeTimeProvider(Start), new FakeTimeProvider(Start + TimeSpan.FromSeconds(seconds)));
        var lease = new LeaderLease(redis, time);
        var first = new RedisLaunchSequence(redis, Settings("a"), lease, time);
        var next = new RedisLaunchSequence(redis, Settings("a"), new LeaderLease(redis, other), other);
        await lease.AcquireAsync();
        await first.CompleteAsync((await first.BeginAsync(1, 10, cancellationToken))!, ["t1"], cancellationToken);

        // Or what ECS does not list yet would be started once more.
        var (task, ago) = Assert.Single(await next.GetRecentAsync(cancellationToken));

        Assert.Equal("t1", task);
        Assert.InRange(ago.TotalSeconds, 0, 30);
    }

    private static EcsSettings Settings(string cluster) => OrchestratorSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://localhost:1",
            ["ECS_CLUSTER_NAME"] = cluster,
        })
        .Build()).Ecs;
}
