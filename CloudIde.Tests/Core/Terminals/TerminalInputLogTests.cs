using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Terminals;

public sealed class TerminalInputLogTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_SentAgainAfterAReconnect_IsStoredOnce(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var published = new List<(long Offset, string Text)>();
        await using var subscription = await terminal.Channels.SubscribeToWorkerAsync(
            terminal.Key, message => published.Add((message.Offset, Encoding.UTF8.GetString(message.Data.Span))));

        Assert.Equal(new(InputOutcome.Accepted, 3), await AppendAsync(terminal, "v1", 0, "abc"));
        Assert.Equal(new(InputOutcome.Accepted, 3), await AppendAsync(terminal, "v1", 0, "abc"));
        Assert.Equal(new(InputOutcome.Accepted, 5), await AppendAsync(terminal, "v1", 1, "bcde"));
        Assert.Equal(new(InputOutcome.Gap, 5), await AppendAsync(terminal, "v1", 6, "x"));
        Assert.Equal(new(InputOutcome.Accepted, 2), await AppendAsync(terminal, "v2", 0, "XY"));

        var pending = await terminal.Input.ReadPendingAsync(terminal.Key);
        Assert.NotNull(pending);
        Assert.Equal((0, "abcdeXY"), (pending.Offset, Encoding.UTF8.GetString(pending.Data.Span)));
        Assert.Equal(5, await terminal.Input.GetAcceptedAsync(terminal.Key, "v1"));
        Assert.Equal(0, await terminal.Input.GetAcceptedAsync(terminal.Key, "v3"));
        await Eventually.TrueAsync(() => published.Count >= 3);
        Assert.Equal([(0, "abc"), (3, "de"), (5, "XY")], published);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Take_PartsOfItems_LeavesTheRestInOrder(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await AppendAsync(terminal, "v1", 0, "abc");
        await AppendAsync(terminal, "v1", 3, "defg");
        await AppendAsync(terminal, "v1", 7, "h");

        Assert.Equal(2, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 2));
        await AssertPendingAsync(terminal, 2, "cdefgh");
        Assert.Equal(5, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 5));
        await AssertPendingAsync(terminal, 5, "fgh");
        Assert.Equal(5, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 4));
        Assert.Equal(8, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 100));
        await AssertPendingAsync(terminal, 8, "");
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Take_WithALostLease_TakesNothing(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await AppendAsync(terminal, "v1", 0, "abc");
        await terminal.Workspaces.ReleaseAsync(terminal.Lease);

        Assert.Equal(-1, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 3));
        await AssertPendingAsync(terminal, 0, "abc");
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_WhenTheProgramDoesNotRead_IsFullUntilInputIsTaken(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var half = new byte[TerminalInputLog.MaxPendingBytes / 2];

        Assert.Equal(InputOutcome.Accepted, (await terminal.Input.AppendAsync(terminal.Key, "v1", 0, half)).Outcome);
        Assert.Equal(InputOutcome.Accepted, (await terminal.Input.AppendAsync(terminal.Key, "v1", half.Length, half)).Outcome);
        Assert.Equal(
            new(InputOutcome.Full, TerminalInputLog.MaxPendingBytes),
            await terminal.Input.AppendAsync(terminal.Key, "v1", TerminalInputLog.MaxPendingBytes, half.AsMemory(0, 1)));

        await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 1);
        Assert.Equal(
            InputOutcome.Accepted,
            (await terminal.Input.AppendAsync(terminal.Key, "v1", TerminalInputLog.MaxPendingBytes, half.AsMemory(0, 1))).Outcome);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_ToARemovedTerminal_IsGone(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await terminal.Directory.RemoveAsync(terminal.Key);

        Assert.Equal(InputOutcome.Gone, (await AppendAsync(terminal, "v1", 0, "a")).Outcome);
        Assert.Null(await terminal.Input.ReadPendingAsync(terminal.Key));
        Assert.Equal(-1, await terminal.Input.TakeAsync(terminal.Lease, terminal.Key, 1));
    }

    private static Task<InputAnswer> AppendAsync(TerminalFixture terminal, string viewer, long offset, string text) =>
        terminal.Input.AppendAsync(terminal.Key, viewer, offset, Encoding.UTF8.GetBytes(text));

    private static async Task AssertPendingAsync(TerminalFixture terminal, long offset, string text)
    {
        var pending = await terminal.Input.ReadPendingAsync(terminal.Key);
        Assert.NotNull(pending);
        Assert.Equal((offset, text), (pending.Offset, Encoding.UTF8.GetString(pending.Data.Span)));
    }
}
