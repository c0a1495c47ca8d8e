using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Workspaces;

public sealed class WorkspaceDirectoryTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private readonly string _project = $"p{Guid.NewGuid():N}";

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Acquire_WhileHeld_TellsWhoHoldsIt(string kind)
    {
        var workspaces = new WorkspaceDirectory(await servers.ConnectAsync(kind));

        var first = await workspaces.AcquireAsync(_project, "w1", "a1");
        Assert.Equal(new WorkspaceLease(_project, "w1", "a1", 1), first);
        Assert.Equal(new WorkspaceLease(_project, "w1", "a1", 0), await workspaces.AcquireAsync(_project, "w2", "a2"));
        Assert.Equal(new WorkspaceLease(_project, "w1", "a1", 0), await workspaces.AcquireAsync(_project, "w1", "a2"));

        Assert.True(await workspaces.ReleaseAsync(first));
        Assert.False(await workspaces.ReleaseAsync(first));
        Assert.Equal(LeaseState.Lost, (await workspaces.RenewAsync(first)).State);
        Assert.Equal(new WorkspaceLease(_project, "w2", "a2", 3), await workspaces.AcquireAsync(_project, "w2", "a2"));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task End_OfTheHolder_IsFinalForItAndNobodyElse(string kind)
    {
        var workspaces = new WorkspaceDirectory(await servers.ConnectAsync(kind));
        var lease = await workspaces.AcquireAsync(_project, "w1", "a1");
        await workspaces.SetStatusAsync(lease, WorkspaceState.Active);

        Assert.False(await workspaces.EndAsync(_project, "w2"));
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(lease)).State);

        Assert.True(await workspaces.EndAsync(_project, "w1"));
        Assert.False(await workspaces.EndAsync(_project, "w1"));

        // Whoever lived after all cannot take it again, though nobody has it.
        Assert.Equal(LeaseState.Lost, (await workspaces.RenewAsync(lease)).State);
        Assert.False(await workspaces.SetStatusAsync(lease, WorkspaceState.Active));
        Assert.Equal(WorkspaceState.Inactive, (await workspaces.GetStatusAsync(_project)).State);
        Assert.Equal(ActivationNeed.Send, await workspaces.CheckNeedAsync(_project, "a2"));
        Assert.Equal(new WorkspaceLease(_project, "w2", "a2", 3), await workspaces.AcquireAsync(_project, "w2", "a2"));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Lease_ExpiredAndUnclaimed_IsTakenAgainUnderItsEpoch(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var workspaces = new WorkspaceDirectory(redis);
        var lease = await workspaces.AcquireAsync(_project, "w1", "a1");
        await redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));
        Assert.Equal(ActivationNeed.Send, await workspaces.CheckNeedAsync(_project, "a2"));

        Assert.Equal(new LeaseRenewal(LeaseState.Retaken, null), await workspaces.RenewAsync(lease));

        Assert.Equal(lease with { Epoch = 0 }, await workspaces.AcquireAsync(_project, "w2", "a2"));
        Assert.True(await workspaces.SetStatusAsync(lease, WorkspaceState.Active));
        Assert.Equal(ActivationNeed.Active, await workspaces.CheckNeedAsync(_project, "a3"));
        var left = await redis.GetDatabase().KeyTimeToLiveAsync(RedisKeys.Lease(_project));
        Assert.InRange(left!.Value, TimeSpan.FromSeconds(5), WorkspaceDirectory.LeaseTimeToLive);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Lease_ExpiredAndHeldByAnotherSince_IsLost(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var workspaces = new WorkspaceDirectory(redis);
        var first = await workspaces.AcquireAsync(_project, "w1", "a1");
        await redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));
        await workspaces.AcquireAsync(_project, "w2", "a2");
        await redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));

        Assert.Equal(LeaseState.Lost, (await workspaces.RenewAsync(first)).State);
        Assert.False(await redis.GetDatabase().KeyExistsAsync(RedisKeys.Lease(_project)));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Delivery_OfferedToWhoHoldsTheLease_ComesWithTheNextRenewalOnce(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var workspaces = new WorkspaceDirectory(redis);
        var lease = await workspaces.AcquireAsync(_project, "w1", "a1");

        Assert.Equal(TimeSpan.Zero, await workspaces.OfferDeliveryAsync(_project, "another", "r0"));
        Assert.InRange(
            await workspaces.OfferDeliveryAsync(_project, "a1", "r1"), TimeSpan.FromSeconds(5), WorkspaceDirectory.LeaseTimeToLive);

        Assert.Equal(new LeaseRenewal(LeaseState.Renewed, "r1"), await workspaces.RenewAsync(lease));
        Assert.Equal(new LeaseRenewal(LeaseState.Renewed, null), await workspaces.RenewAsync(lease));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Lease_NotRenewedInTime_ExpiresAndFencesItsWorker(string kind)
    {
        var redis = await servers.ConnectAsync(kind);
        var workspaces = new WorkspaceDirectory(redis);
        var first = await workspaces.AcquireAsync(_project, "w1", "a1");

        // What time does to a lease that is not renewed, without waiting for it.
        await redis.GetDatabase().KeyExpireAsync(RedisKeys.Lease(_project), TimeSpan.FromSeconds(2));
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(first)).State);
        var left = await redis.GetDatabase().KeyTimeToLiveAsync(RedisKeys.Lease(_project));
        Assert.InRange(left!.Value, TimeSpan.FromSeconds(5), WorkspaceDirectory.LeaseTimeToLive);

        await redis.GetDatabase().KeyExpireAsync(RedisKeys.Lease(_project), TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(async () => !await redis.GetDatabase().KeyExistsAsync(RedisKeys.Lease(_project)));
        var second = await workspaces.AcquireAsync(_project, "w2", "a1");
        Assert.Equal(2, second.Epoch);
        Assert.Equal(LeaseState.Lost, (await workspaces.RenewAsync(first)).State);
        Assert.False(await workspaces.SetStatusAsync(first, WorkspaceState.Active));
        Assert.False(await workspaces.ReleaseAsync(first));
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(second)).State);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Need_AskedByMany_ChoosesOneSender(string kind)
    {
        var workspaces = new WorkspaceDirectory(await servers.ConnectAsync(kind));

        Assert.Equal(ActivationNeed.Send, await workspaces.CheckNeedAsync(_project, "a1"));
        Assert.Equal(ActivationNeed.Pending, await workspaces.CheckNeedAsync(_project, "a2"));
        Assert.Equal(WorkspaceState.Queued, (await workspaces.GetStatusAsync(_project)).State);

        await workspaces.WithdrawAsync(_project, "a2");
        Assert.Equal(ActivationNeed.Pending, await workspaces.CheckNeedAsync(_project, "a3"));
        await workspaces.WithdrawAsync(_project, "a1");
        Assert.Equal(ActivationNeed.Send, await workspaces.CheckNeedAsync(_project, "a3"));

        var lease = await workspaces.AcquireAsync(_project, "w1", "a3");
        Assert.Equal(ActivationNeed.Active, await workspaces.CheckNeedAsync(_project, "a4"));
        await workspaces.ReleaseAsync(lease);
        Assert.Equal(ActivationNeed.Send, await workspaces.CheckNeedAsync(_project, "a4"));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Status_OverTheLifeOfAWorkspace_IsToldToWhoFollows(string kind)
    {
        var workspaces = new WorkspaceDirectory(await servers.ConnectAsync(kind));
        var events = 0;
        await using var subscription = await workspaces.SubscribeAsync(_project, _ => Interlocked.Increment(ref events));
        Assert.Equal(new WorkspaceStatus(WorkspaceState.Inactive), await workspaces.GetStatusAsync(_project));

        var lease = await workspaces.AcquireAsync(_project, "w1", "a1");
        Assert.Equal(WorkspaceState.Starting, (await workspaces.GetStatusAsync(_project)).State);
        Assert.True(await workspaces.SetStatusAsync(lease, WorkspaceState.Restoring, "12 files"));
        Assert.Equal(new WorkspaceStatus(WorkspaceState.Restoring, "12 files", "w1"), await workspaces.GetStatusAsync(_project));
        Assert.True(await workspaces.SetStatusAsync(lease, WorkspaceState.Active));
        Assert.Equal(new WorkspaceStatus(WorkspaceState.Active, null, "w1"), await workspaces.GetStatusAsync(_project));
        await workspaces.ReleaseAsync(lease);
        Assert.Equal(new WorkspaceStatus(WorkspaceState.Inactive), await workspaces.GetStatusAsync(_project));
        await Eventually.TrueAsync(() => Volatile.Read(ref events) >= 3);
    }
}
