using CloudIde.Core.Terminals;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Terminals;

public sealed class TerminalDirectoryTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Create_ThenChange_ShowsEveryField(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var changes = 0;
        await using var subscription = await terminal.Channels.SubscribeFromWorkerAsync(
            terminal.Key, message => changes += message.Kind == TerminalMessageKind.Changed ? 1 : 0);

        Assert.Equal(
            new TerminalRecord(
                "t1", "shell", DateTimeOffset.UnixEpoch, TerminalSize.Default, TerminalState.Waiting, null, Closing: false, Base: 0, Head: 0, OpenedBy: default),
            await terminal.Directory.GetAsync(terminal.Key));

        Assert.True(await terminal.Directory.SetStateAsync(terminal.Lease, terminal.Key, TerminalState.Running));
        Assert.True(await terminal.Directory.SetSizeAsync(terminal.Lease, terminal.Key, new TerminalSize(132, 50)));
        Assert.True(await terminal.Directory.NoteFolderAsync(terminal.Lease, terminal.Key, "project/sub"));
        await terminal.AppendAsync(0, "abc"u8);
        Assert.True(await terminal.Directory.SetStateAsync(terminal.Lease, terminal.Key, TerminalState.Exited, 137));
        Assert.True(await terminal.Directory.RequestCloseAsync(terminal.Key));

        Assert.Equal(
            new TerminalRecord(
                "t1", "shell", DateTimeOffset.UnixEpoch, new TerminalSize(132, 50), TerminalState.Exited, 137, Closing: true, Base: 0, Head: 3, OpenedBy: default, Folder: "project/sub"),
            await terminal.Directory.GetAsync(terminal.Key));
        await Eventually.TrueAsync(() => changes >= 3);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Create_BeyondTheLimit_IsRefused(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var second = terminal.Key with { TerminalId = "t2" };
        var third = terminal.Key with { TerminalId = "t3" };

        Assert.True(await terminal.Directory.CreateAsync(second, "two", TerminalSize.Default, DateTimeOffset.UnixEpoch.AddSeconds(1), 2));
        Assert.False(await terminal.Directory.CreateAsync(third, "three", TerminalSize.Default, DateTimeOffset.UnixEpoch, 2));
        Assert.Null(await terminal.Directory.GetAsync(third));
        Assert.Equal(["t1", "t2"], (await terminal.Directory.ListAsync(terminal.Key.ProjectId)).Select(record => record.TerminalId));

        await terminal.Directory.RemoveAsync(terminal.Key);
        Assert.True(await terminal.Directory.CreateAsync(third, "three", TerminalSize.Default, DateTimeOffset.UnixEpoch, 2));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task LateWrites_AfterRemovalOrALostLease_ChangeNothing(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await terminal.Workspaces.ReleaseAsync(terminal.Lease);
        Assert.False(await terminal.Directory.SetStateAsync(terminal.Lease, terminal.Key, TerminalState.Running));
        Assert.False(await terminal.Directory.SetSizeAsync(terminal.Lease, terminal.Key, new TerminalSize(10, 10)));
        Assert.False(await terminal.Directory.NoteFolderAsync(terminal.Lease, terminal.Key, "late"));
        var record = (await terminal.Directory.GetAsync(terminal.Key))!;
        Assert.Equal((TerminalState.Waiting, TerminalSize.Default, null), (record.State, record.Size, record.Folder));

        var next = await terminal.Workspaces.AcquireAsync(terminal.Key.ProjectId, "w2", "a2");
        await terminal.Directory.RemoveAsync(terminal.Key);
        Assert.False(await terminal.Directory.SetSizeAsync(next, terminal.Key, new TerminalSize(10, 10)));
        Assert.False(await terminal.Directory.NoteFolderAsync(next, terminal.Key, "late"));
        Assert.False(await terminal.Directory.RequestCloseAsync(terminal.Key));
        Assert.Null(await terminal.Directory.GetAsync(terminal.Key));
        Assert.Empty(await terminal.Directory.ListAsync(terminal.Key.ProjectId));
    }
}
