using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

public sealed class RedisLaunchSequenceTests
{
    [Fact]
    public async Task Token_StaysUntilItIsAdvancedAndOverAnotherProcess()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{host.Port}");
        var first = new RedisLaunchSequence(redis, Settings("a"), new FakeTimeProvider());
        var later = new FakeTimeProvider();
        later.Advance(TimeSpan.FromDays(1));
        var second = new RedisLaunchSequence(redis, Settings("a"), later);
        var elsewhere = new RedisLaunchSequence(redis, Settings("b"), later);

        var token = await first.GetTokenAsync(cancellationToken);
        Assert.Equal(token, await second.GetTokenAsync(cancellationToken));
        Assert.NotEqual(token, await elsewhere.GetTokenAsync(cancellationToken));
        Assert.True(token.Length <= 64);

        await second.AdvanceAsync(cancellationToken);
        Assert.NotEqual(token, await first.GetTokenAsync(cancellationToken));

        // A Redis that lost its data starts at the time, above all that was used.
        await redis.GetDatabase().KeyDeleteAsync("cloudide:orchestrator:launch");
        Assert.NotEqual(token, await second.GetTokenAsync(cancellationToken));
    }

    private static EcsSettings Settings(string cluster) => OrchestratorSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://localhost:1",
            ["ECS_CLUSTER_NAME"] = cluster,
        })
        .Build()).Ecs;
}
