using CloudIde.Core.Terminals;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Core.Terminals;

public sealed class TerminalViewersTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Viewer_NotRenewed_CountsAsGone(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var viewers = new TerminalViewers(terminal.Redis, _time);
        await viewers.AttachAsync(terminal.Key, Viewer("v1", "c1"));
        await viewers.AttachAsync(terminal.Key, Viewer("v2", "c2"));

        _time.Advance(TerminalViewers.RenewInterval * 2);
        Assert.True(await viewers.UpdateAsync(terminal.Key, Viewer("v2", "c2") with { Size = new(100, 30) }, tell: false));
        _time.Advance(TerminalViewers.RenewInterval);

        var left = Assert.Single(await viewers.ListAsync(terminal.Key));
        Assert.Equal(("v2", new TerminalSize(100, 30)), (left.ViewerId, left.Size));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Viewer_ReplacedByALaterConnection_IsNotTouchedByTheEarlierOne(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var viewers = new TerminalViewers(terminal.Redis, _time);
        await viewers.AttachAsync(terminal.Key, Viewer("v1", "old"));
        await viewers.AttachAsync(terminal.Key, Viewer("v1", "new"));

        Assert.False(await viewers.UpdateAsync(terminal.Key, Viewer("v1", "old"), tell: true));
        await viewers.RemoveAsync(terminal.Key, "v1", "old");
        Assert.Equal("new", Assert.Single(await viewers.ListAsync(terminal.Key)).ConnectionId);

        await viewers.RemoveAsync(terminal.Key, "v1", "new");
        Assert.Empty(await viewers.ListAsync(terminal.Key));
        Assert.True(await viewers.UpdateAsync(terminal.Key, Viewer("v1", "new"), tell: false));
    }

    private static TerminalViewer Viewer(string id, string connection) =>
        new(id, "ada", CanWrite: true, TerminalSize.Default, default, connection);
}
