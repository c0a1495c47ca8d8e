using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core.Redis;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>What a worker may do while it does not know whether it still holds a workspace.</summary>
public sealed class LeaseKeeperTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private static readonly TimeSpan Sleep = WorkspaceDirectory.LeaseTimeToLive - LeaseKeeper.Margin;

    private readonly string _project = $"p{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private IConnectionMultiplexer _redis = null!;
    private WorkspaceDirectory _workspaces = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_ThatRanOutUnclaimed_IsNotHeldUntilItIsTakenAgain()
    {
        using var keeper = await TakeAsync(_time);
        Assert.True(keeper.IsHeld);

        _time.Advance(Sleep);
        await _redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));
        Assert.False(keeper.IsHeld);
        var waiting = keeper.EnsureHeldAsync(Cancellation);
        Assert.False(waiting.IsCompleted);

        Assert.True(await keeper.ConfirmAsync(Cancellation));
        Assert.True(keeper.IsHeld);
        Assert.False(keeper.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));
        await waiting;
    }

    [Fact]
    public async Task Lease_ThatAnotherTookMeanwhile_IsLostForGood()
    {
        using var keeper = await TakeAsync(_time);
        _time.Advance(Sleep);
        await _redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));
        var other = await _workspaces.AcquireAsync(_project, "w2", "a2");
        var waiting = keeper.EnsureHeldAsync(Cancellation).AsTask();

        Assert.False(await keeper.ConfirmAsync(Cancellation));

        Assert.True(keeper.Lost.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _workspaces.ReleaseAsync(other);
        Assert.False(await keeper.ConfirmAsync(Cancellation));
        Assert.False(keeper.IsHeld);
    }

    [Fact]
    public async Task Lease_AfterTheMachineSlept_IsNotHeldThoughTheMonotonicClockStoodStill()
    {
        var time = new SleepingTime();
        using var keeper = await TakeAsync(time);
        Assert.True(keeper.IsHeld);

        time.Advance(TimeSpan.FromHours(8));

        Assert.False(keeper.IsHeld);
    }

    [Fact]
    public async Task Keeping_WithATakenLease_EndsWithTheLoss()
    {
        using var keeper = await TakeAsync(_time);
        var keeping = keeper.KeepAsync(Cancellation);
        await _redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(_project));
        await _workspaces.AcquireAsync(_project, "w2", "a2");

        _time.Advance(WorkspaceDirectory.LeaseRenewInterval);

        await keeping.WaitAsync(TimeSpan.FromSeconds(15), Cancellation);
        Assert.True(keeper.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Renewal_ThatFindsANewerDelivery_HandsItOver()
    {
        using var keeper = await TakeAsync(_time);
        var delivered = new List<string>();
        keeper.Delivered = delivered.Add;
        await _workspaces.OfferDeliveryAsync(_project, "a1", "receipt");

        Assert.True(await keeper.ConfirmAsync(Cancellation));
        Assert.True(await keeper.ConfirmAsync(Cancellation));

        Assert.Equal(["receipt"], delivered);
    }

    private async Task<LeaseKeeper> TakeAsync(TimeProvider time)
    {
        _redis = await servers.ConnectAsync(RedisServers.Garnet);
        _workspaces = new WorkspaceDirectory(_redis);
        var lease = await _workspaces.AcquireAsync(_project, "w1", "a1");
        return new LeaseKeeper(_workspaces, lease, time, NullLogger<LeaseKeeper>.Instance);
    }

    /// <summary>A clock whose monotonic half stands still, as Linux' does while the machine sleeps.</summary>
    private sealed class SleepingTime : FakeTimeProvider
    {
        public override long GetTimestamp() => 1;
    }
}
