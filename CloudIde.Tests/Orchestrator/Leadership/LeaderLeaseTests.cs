using CloudIde.Core.Redis;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Leadership;

public sealed class LeaderLeaseTests : IAsyncLifetime
{
    private readonly RedisHost _host = RedisHost.Start();
    private readonly FakeTimeProvider _time = new();
    private ConnectionMultiplexer? _redis;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private IConnectionMultiplexer Redis => _redis!;

    public async ValueTask InitializeAsync() =>
        _redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_host.Port}");

    public async ValueTask DisposeAsync()
    {
        await _redis!.DisposeAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task TwoOrchestrators_OnlyOneLeads()
    {
        var first = new LeaderLease(Redis, _time);
        var second = new LeaderLease(Redis, _time);

        Assert.True(await first.AcquireAsync());
        Assert.False(await second.AcquireAsync());
        Assert.True(await first.AcquireAsync());

        Assert.True(first.IsHeld);
        Assert.False(second.IsHeld);
    }

    [Fact]
    public async Task ALeaseThatAnotherHeldMeanwhile_IsAnotherTerm()
    {
        var first = new LeaderLease(Redis, _time);
        var second = new LeaderLease(Redis, _time);
        await first.AcquireAsync();
        var term = first.Term;
        await first.AcquireAsync();
        Assert.Equal(term, first.Term);

        // The first sleeps through its lease, and through all of the second's.
        await Redis.GetDatabase().KeyDeleteAsync(RedisKeys.OrchestratorLeader);
        await second.AcquireAsync();
        await second.ReleaseAsync();

        Assert.True(await first.AcquireAsync());
        Assert.NotEqual(term, first.Term);
    }

    [Fact]
    public async Task ALeaseThatWasTakenByARequestWhoseAnswerWasLost_IsAnotherTermToo()
    {
        var first = new LeaderLease(Redis, _time);
        await first.AcquireAsync();
        var term = first.Term;

        // The first's lease ends, another leads and leaves, and the first takes it again and does not hear of it.
        _time.Advance(first.Duration);
        Assert.False(first.IsHeld);
        await Redis.GetDatabase().StringSetAsync(RedisKeys.OrchestratorLeader, first.Holder, first.Duration);

        Assert.True(await first.AcquireAsync());
        Assert.NotEqual(term, first.Term);
    }

    [Fact]
    public async Task Release_LetsTheOtherLeadAtOnce()
    {
        var first = new LeaderLease(Redis, _time);
        var second = new LeaderLease(Redis, _time);
        await first.AcquireAsync();

        // Another's lease is not released.
        await second.ReleaseAsync();
        Assert.False(await second.AcquireAsync());

        await first.ReleaseAsync();
        Assert.False(first.IsHeld);
        Assert.True(await second.AcquireAsync());
    }

    [Fact]
    public async Task AHolderThatDies_LosesTheLeaseByTime()
    {
        var first = new LeaderLease(Redis, _time, TimeSpan.FromMilliseconds(50));
        var second = new LeaderLease(Redis, TimeProvider.System);
        await first.AcquireAsync();

        while (!await second.AcquireAsync())
        {
            await Task.Delay(10, CancellationToken);
        }

        Assert.True(second.IsHeld);
        Assert.False(await first.AcquireAsync());
    }

    [Fact]
    public async Task AHolderThatCannotRenew_StopsBelievingInTime()
    {
        var lease = new LeaderLease(Redis, _time);
        await lease.AcquireAsync();

        _time.Advance(LeaderLease.DefaultDuration - TimeSpan.FromMilliseconds(1));
        Assert.True(lease.IsHeld);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(lease.IsHeld);
    }

    [Fact]
    public async Task Election_KeepsTheLeaseAndGivesItUpAtTheEnd()
    {
        var lease = new LeaderLease(Redis, TimeProvider.System, TimeSpan.FromSeconds(30));
        using var election = new LeaderElection(lease, TimeProvider.System, NullLogger<LeaderElection>.Instance);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        election.Changed += changed.SetResult;

        await election.StartAsync(CancellationToken);
        await changed.Task.WaitAsync(CancellationToken);
        Assert.Equal(lease.Holder, (string?)await Redis.GetDatabase().StringGetAsync(RedisKeys.OrchestratorLeader));
        await election.StopAsync(CancellationToken);

        Assert.False(await Redis.GetDatabase().KeyExistsAsync(RedisKeys.OrchestratorLeader));
    }
}
