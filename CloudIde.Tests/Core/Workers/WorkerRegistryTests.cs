using CloudIde.Core.Redis;
using CloudIde.Core.Workers;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Workers;

public sealed class WorkerRegistryTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Heartbeat_ThenDrainRequest_IsAnsweredWithTheRequest(string kind)
    {
        var registry = new WorkerRegistry(await servers.ConnectAsync(kind));
        var worker = Registration($"w{Guid.NewGuid():N}");

        Assert.False(await registry.RequestDrainAsync(worker.WorkerId, "scale in"));
        Assert.False(await registry.HeartbeatAsync(worker));
        Assert.Equal(worker, Assert.Single(await registry.ListAsync(), found => found.WorkerId == worker.WorkerId));

        Assert.True(await registry.RequestDrainAsync(worker.WorkerId, "scale in"));
        Assert.True(Assert.Single(await registry.ListAsync(), found => found.WorkerId == worker.WorkerId).Draining);
        Assert.True(await registry.HeartbeatAsync(worker));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task List_AfterHeartbeatsStopped_ForgetsTheWorker(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var registry = new WorkerRegistry(redis);
        var silent = Registration($"w{Guid.NewGuid():N}");
        var leaving = Registration($"w{Guid.NewGuid():N}") with { TaskArn = null, Draining = true };
        await registry.HeartbeatAsync(silent);
        await registry.HeartbeatAsync(leaving);
        Assert.Equal(leaving, Assert.Single(await registry.ListAsync(), found => found.WorkerId == leaving.WorkerId));

        await redis.GetDatabase().KeyExpireAsync(RedisKeys.Worker(silent.WorkerId), TimeSpan.FromMilliseconds(1));
        await registry.RemoveAsync(leaving.WorkerId);
        await Eventually.TrueAsync(async () =>
            !(await registry.ListAsync()).Any(found => found.WorkerId == silent.WorkerId || found.WorkerId == leaving.WorkerId));
        Assert.False(await redis.GetDatabase().SetContainsAsync(RedisKeys.Workers, silent.WorkerId));
    }

    private static WorkerRegistration Registration(string workerId) =>
        new(workerId, $"arn:aws:ecs:us-east-1:000000000000:task/c/{workerId}", 5, 2, Draining: false, DateTimeOffset.UnixEpoch);
}
