using System.Text;
using CloudIde.Core.Commands;
using CloudIde.Core.Redis;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Commands;

/// <summary>What may happen to a command, and what may not, decided by scripts in Redis.</summary>
public sealed class CommandScriptTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private static readonly DateTimeOffset Now = CommandWorld.Now;

    public static TheoryData<string> Kinds => RedisServers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Command_ThroughItsWholeLife_KeepsWhatItIsAndWhatBecameOfIt(string kind)
    {
        var world = await WorldAsync(kind);
        var key = await world.QueueAsync("c1");
        var lease = await world.LeaseAsync();
        var claimed = await world.Runs.ClaimAsync(lease, "c1", Now.AddSeconds(1));
        Assert.NotNull(claimed);
        Assert.Equal(("echo c1", "value of c1", TimeSpan.FromSeconds(60)), (claimed.Text, claimed.Environment["NAME"], claimed.Timeout));
        Assert.Equal(5, await world.Output.AppendAsync(lease, "c1", 0, "hello"u8.ToArray()));
        Assert.True(await world.Runs.FinishAsync(
            lease, "c1", new CommandEnd(CommandState.Finished, 3, "a notice", 5, 5, default), Now.AddSeconds(2)));

        var record = (await world.Directory.GetAsync(key, Now))!;
        Assert.Equal((CommandState.Finished, 3, "a notice", 5L, "w1"),
            (record.State, record.ExitCode!.Value, record.Notice, record.OutputBytes, record.WorkerId));
        Assert.Equal((Now, Now.AddSeconds(1), Now.AddSeconds(2)), (record.CreatedAt, record.StartedAt!.Value, record.EndedAt!.Value));
        Assert.Empty(await world.Runs.ListOpenAsync(world.Project, 10));
        foreach (var kept in new[] { RedisKeys.Command(key), RedisKeys.CommandOutput(key) })
        {
            Assert.InRange((await world.Redis.GetDatabase().KeyTimeToLiveAsync(kept))!.Value.TotalSeconds, 3500, 3600);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Claim_IsGivenOnce_AndNeverUnderAnOldEpoch(string kind)
    {
        var world = await WorldAsync(kind);
        await world.QueueAsync("c1");
        await world.QueueAsync("c2");
        var old = await world.LeaseAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Runs.ClaimAsync(old, "c1", Now)));
        Assert.Single(claims, claim => claim is not null);

        Assert.True(await world.Workspaces.ReleaseAsync(old));
        var lease = await world.LeaseAsync("w2");
        Assert.Null(await world.Runs.ClaimAsync(old, "c2", Now));
        Assert.NotNull(await world.Runs.ClaimAsync(lease, "c2", Now));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Outcome_IsRecordedOnce_AndOnlyUnderTheEpochOfTheClaim(string kind)
    {
        var world = await WorldAsync(kind);
        await world.QueueAsync("c1");
        await world.QueueAsync("c2");
        var lease = await world.LeaseAsync();
        await world.Runs.ClaimAsync(lease, "c1", Now);
        await world.Runs.ClaimAsync(lease, "c2", Now);
        Assert.True(await world.FinishAsync(lease, "c1"));
        Assert.False(await world.FinishAsync(lease, "c1", CommandState.Cancelled));
        Assert.Equal(CommandState.Finished, await world.StateAsync("c1"));

        await world.Workspaces.ReleaseAsync(lease);
        var next = await world.LeaseAsync("w2");
        Assert.False(await world.FinishAsync(lease, "c2"));
        Assert.False(await world.FinishAsync(next, "c2"));
        Assert.Equal(-1, await world.Output.AppendAsync(lease, "c2", 0, "late"u8.ToArray()));
        Assert.Equal(CommandState.WorkerLost, await world.StateAsync("c2"));
        Assert.Null(await world.Runs.ClaimAsync(next, "c2", Now));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RunningCommand_WhileItsLeaseMayBeRetaken_IsNotLostYet(string kind)
    {
        var world = await WorldAsync(kind);
        await world.QueueAsync("c1");
        var lease = await world.LeaseAsync();
        await world.Runs.ClaimAsync(lease, "c1", Now);
        await world.Redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(world.Project));
        Assert.Equal(CommandState.Running, await world.StateAsync("c1"));
        Assert.True((await world.Workspaces.RenewAsync(lease)).IsHeld);
        Assert.True(await world.FinishAsync(lease, "c1"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Output_AppendedTwice_IsKeptOnce(string kind)
    {
        var world = await WorldAsync(kind);
        var key = await world.QueueAsync("c1");
        var lease = await world.LeaseAsync();
        await world.Runs.ClaimAsync(lease, "c1", Now);
        Assert.Equal(3, await world.Output.AppendAsync(lease, "c1", 0, "one"u8.ToArray()));
        Assert.Equal(3, await world.Output.AppendAsync(lease, "c1", 0, "one"u8.ToArray()));
        Assert.Equal(6, await world.Output.AppendAsync(lease, "c1", 3, "two"u8.ToArray()));
        var part = await world.Output.ReadAsync(key, (await world.Directory.GetAsync(key, Now))!, 2, 100);
        Assert.Equal((2, "etwo"), (part.Offset, Encoding.UTF8.GetString(part.Data.Span)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Output_WithADroppedMiddle_IsReadAroundIt(string kind)
    {
        var world = await WorldAsync(kind);
        var key = await world.QueueAsync("c1");
        var lease = await world.LeaseAsync();
        await world.Runs.ClaimAsync(lease, "c1", Now);
        await world.Output.AppendAsync(lease, "c1", 0, "head"u8.ToArray());
        await world.Runs.FinishAsync(
            lease, "c1", new CommandEnd(CommandState.Finished, 0, null, 100, 96, "tail"u8.ToArray()), Now);
        var record = (await world.Directory.GetAsync(key, Now))!;
        foreach (var (offset, expected) in new[] { (0, (0L, "head")), (4, (96L, "tail")), (50, (96L, "tail")), (98, (98L, "il")), (100, (100L, "")), (500, (100L, "")) })
        {
            var part = await world.Output.ReadAsync(key, record, offset, 100);
            Assert.Equal(expected, (part.Offset, Encoding.UTF8.GetString(part.Data.Span)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_WithoutARecord_RunsOnlyWhenItCannotHaveRunBefore(string kind)
    {
        var world = await WorldAsync(kind);
        Assert.Equal(CommandState.Queued, (await world.Runs.ReceiveAsync(world.Message("first"), 1, Now)).State);
        Assert.Equal(CommandState.WorkerLost, (await world.Runs.ReceiveAsync(world.Message("again"), 2, Now)).State);
        Assert.Equal(CommandState.WorkerLost, (await world.Runs.ReceiveAsync(world.Message("old"), 1, Now.AddHours(2))).State);
        Assert.Equal("first", Assert.Single(await world.Runs.ListOpenAsync(world.Project, 10)).CommandId);
        Assert.Equal(CommandNotices.RecordLost, (await world.Directory.GetAsync(world.Key("again"), Now))!.Notice);
        var lease = await world.LeaseAsync();
        Assert.Equal("echo first", (await world.Runs.ClaimAsync(lease, "first", Now))!.Text);
        Assert.True((await world.Runs.ReceiveAsync(world.Message("first"), 5, Now)) is { State: CommandState.Running, IsLeased: true });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Command_WhoseMessageIsNotSent_IsSeenByNobodyAndNeverRuns(string kind)
    {
        var world = await WorldAsync(kind);
        var lease = await world.LeaseAsync();
        Assert.True(await world.Directory.CreateAsync(world.Project, CommandWorld.Order("c1"), Now, 100));
        Assert.Null(await world.Runs.ClaimAsync(lease, "c1", Now));
        Assert.True(await world.Directory.WithdrawAsync(world.Key("c1"), TimeSpan.FromHours(1)));
        Assert.Null(await world.StateAsync("c1"));

        // SQS had stored it after all.
        Assert.Equal(CommandState.Cancelled, (await world.Runs.ReceiveAsync(world.Message("c1"), 1, Now)).State);
        Assert.Empty(await world.Runs.ListOpenAsync(world.Project, 10));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_ReceivedBeforeItIsSaidToBeSent_StartsTheCommandAndIsNotWithdrawn(string kind)
    {
        var world = await WorldAsync(kind);
        await world.Directory.CreateAsync(world.Project, CommandWorld.Order("c1"), Now, 100);
        Assert.Equal(CommandState.Queued, (await world.Runs.ReceiveAsync(world.Message("c1"), 1, Now)).State);
        Assert.False(await world.Directory.WithdrawAsync(world.Key("c1"), TimeSpan.FromHours(1)));
        Assert.Null(await world.Redis.GetDatabase().KeyTimeToLiveAsync(RedisKeys.Command(world.Key("c1"))));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Cancel_EndsAWaitingCommandAtOnce_AndAsksTheWorkerOfARunningOne(string kind)
    {
        var world = await WorldAsync(kind);
        await world.QueueAsync("c1");
        await world.QueueAsync("c2");
        var lease = await world.LeaseAsync();
        await world.Runs.ClaimAsync(lease, "c2", Now);
        Assert.Equal(CommandState.Cancelled, await world.Directory.CancelAsync(world.Key("c1"), Now));
        Assert.Equal(CommandState.Running, await world.Directory.CancelAsync(world.Key("c2"), Now));
        Assert.Null(await world.Directory.CancelAsync(world.Key("c3"), Now));
        Assert.Null(await world.Runs.ClaimAsync(lease, "c1", Now));
        Assert.Equal(new OpenCommand("c2", CommandState.Running, lease.Epoch, true), Assert.Single(await world.Runs.ListOpenAsync(world.Project, 10)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Undeliverable_IsOnlyWhatNobodyIsAboutToRun_AndComesBackWithItsMessage(string kind)
    {
        var world = await WorldAsync(kind);
        await world.QueueAsync("c1");
        var lease = await world.LeaseAsync();
        Assert.Equal(CommandState.Queued, await world.Directory.SettleUndeliverableAsync(world.Key("c1"), "tried", Now));
        await world.Workspaces.ReleaseAsync(lease);
        Assert.Equal(CommandState.Undeliverable, await world.Directory.SettleUndeliverableAsync(world.Key("c1"), "tried", Now));
        Assert.Null(await world.Runs.ClaimAsync(await world.LeaseAsync("w2"), "c1", Now));

        Assert.Equal(CommandState.Queued, (await world.Runs.ReceiveAsync(world.Message("c1"), 1, Now)).State);
        Assert.Null((await world.Directory.GetAsync(world.Key("c1"), Now))!.Notice);
        Assert.Single(await world.Runs.ListOpenAsync(world.Project, 10));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Commands_BeyondTheNumberKept_RemoveTheOldestThatAreOver_WhoseMessagesRunNothing(string kind)
    {
        var world = await WorldAsync(kind);
        var lease = await world.LeaseAsync();
        foreach (var id in new[] { "c1", "c2", "c3" })
        {
            Assert.True(await world.Directory.CreateAsync(world.Project, CommandWorld.Order(id), Now, 3));
            await world.Directory.MarkSentAsync(world.Key(id));
        }

        Assert.False(await world.Directory.CreateAsync(world.Project, CommandWorld.Order("c4"), Now, 3));
        await world.Runs.ClaimAsync(lease, "c1", Now);
        await world.FinishAsync(lease, "c1");
        Assert.True(await world.Directory.CreateAsync(world.Project, CommandWorld.Order("c4"), Now, 3));
        Assert.Equal(["c4", "c3", "c2"], (await world.Directory.ListAsync(world.Project, 10, Now)).Select(record => record.CommandId));
        Assert.Equal(CommandState.Cancelled, (await world.Runs.ReceiveAsync(world.Message("c1"), 1, Now)).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Receipts_AreTakenOnceAndByTheOwnerOnly(string kind)
    {
        var world = await WorldAsync(kind);
        Assert.False(await world.Runs.OfferReceiptAsync(world.Key("c1"), "r0"));
        var lease = await world.LeaseAsync();
        Assert.True(await world.Runs.OfferReceiptAsync(world.Key("c1"), "r1"));
        Assert.Empty(await world.Runs.TakeReceiptsAsync(lease with { Epoch = lease.Epoch - 1 }));
        Assert.Equal(KeyValuePair.Create("c1", "r1"), Assert.Single(await world.Runs.TakeReceiptsAsync(lease)));
        Assert.Empty(await world.Runs.TakeReceiptsAsync(lease));
    }

    private async Task<CommandWorld> WorldAsync(string kind) => new(await servers.ConnectAsync(kind));
}
