using System.Net;
using System.Net.WebSockets;
using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Accounts;
using CloudIde.Tests.Server.Terminals;
using Xunit;

namespace CloudIde.Tests.Server.ProjectEvents;

public sealed class ProjectSocketTests(ServerWithRedis world) : IClassFixture<ServerWithRedis>
{
    [Fact]
    public async Task Follow_NotAllowed_IsRefusedBeforeTheUpgrade()
    {
        using var owner = await world.Server.SignUpAsync();
        using var stranger = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        var address = EventClient.Address(world.Server.Address, id);
        var bearer = ("Authorization", $"Bearer {owner.Token}");
        var cookie = ("Cookie", $"{SessionCookie.Name}={owner.Token}");
        var evil = ("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Unauthorized, await TestViewer.RefusalAsync(address));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, ("Authorization", $"Bearer {stranger.Token}")));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, cookie, evil));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, bearer, evil));
        Assert.Equal(HttpStatusCode.NotFound, await TestViewer.RefusalAsync(EventClient.Address(world.Server.Address, "none"), bearer));
        (await owner.GetAsync($"/ws/v2/projects/{id}/events")).Problem(HttpStatusCode.UpgradeRequired);

        using var browser = new ClientWebSocket();
        browser.Options.SetRequestHeader(cookie.Item1, cookie.Item2);
        browser.Options.SetRequestHeader("Origin", $"http://{world.Server.Address.Authority}");
        await browser.ConnectAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Open, browser.State);
    }

    [Fact]
    public async Task Follow_FilesByApiAndWorker_ToldToEachMember()
    {
        using var owner = await world.Server.SignUpAsync();
        using var viewer = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await ServerWithRedis.ShareAsync(owner, id, viewer, "viewer");
        await using var first = await ConnectAsync(id, owner);
        await using var second = await ConnectAsync(id, viewer);

        var saved = (await owner.PutBytesAsync($"/api/v2/projects/{id}/files/a", [1, 2])).Is(HttpStatusCode.OK);
        foreach (var client in new[] { first, second })
        {
            var frame = await client.NextAsync("files");
            Assert.Equal("server", frame.GetProperty("source").GetString());
            var written = Assert.Single(frame.GetProperty("items").EnumerateArray());
            Assert.Equal("Written", written.GetProperty("kind").GetString());
            Assert.Equal("a", written.GetProperty("path").GetString());
            Assert.Equal(saved.ETag, written.GetProperty("eTag").GetString());
            Assert.Equal(2, written.GetProperty("size").GetInt64());
        }

        await world.Files.PublishAsync(id, new FileChanges(FileChanges.Worker,
        [
            new FileChange(FileChangeKind.Deleted, "b"),
            new FileChange(FileChangeKind.Conflict, "a", CopyPath: "a (2)", Message: "Both changed."),
        ]));
        foreach (var client in new[] { first, second })
        {
            var frame = await client.NextAsync("files");
            Assert.Equal("worker", frame.GetProperty("source").GetString());
            Assert.Equal("a (2)", frame.GetProperty("items")[1].GetProperty("copyPath").GetString());
        }
    }

    [Fact]
    public async Task Follow_Workspace_ToldAsItChangesAndWhyItIsKept()
    {
        using var owner = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await using var client = await EventClient.ConnectAsync(world.Server.Address, id, owner.Token!);
        var hello = await client.NextAsync("hello");
        Assert.InRange((DateTimeOffset.UtcNow - hello.GetProperty("time").GetDateTimeOffset()).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal("inactive", (await client.NextAsync("workspace")).GetProperty("state").GetString());

        var lease = await world.Workspaces.AcquireAsync(id, "w1", "a1");
        await world.Workspaces.SetStatusAsync(lease, WorkspaceState.Restoring, "12 of 30 files");
        var restoring = await client.WorkspaceAsync(frame => frame.GetProperty("state").GetString() == "restoring");
        Assert.Equal("12 of 30 files", restoring.GetProperty("message").GetString());
        await world.Keeping.ReportAsync(lease, "A build runs.", null);
        await client.WorkspaceAsync(frame => frame.TryGetProperty("keptBecause", out var why) && why.GetString() == "A build runs.");
        (await owner.PostAsync($"/api/v2/projects/{id}/workspace/keep", new { minutes = 5 })).Is(HttpStatusCode.OK);
        await client.WorkspaceAsync(frame => frame.TryGetProperty("keepUntil", out _));
        await world.Workspaces.ReleaseAsync(lease);
        await client.WorkspaceAsync(frame => frame.GetProperty("state").GetString() == "inactive");
    }

    [Fact]
    public async Task Follow_ABrowserThatDoesNotRead_HoldsNobodyUpAndIsToldMany()
    {
        using var owner = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await using var stalled = await EventClient.ConnectAsync(world.Server.Address, id, owner.Token!, reads: false);
        await using var reader = await ConnectAsync(id, owner);

        // Long paths, so that what the network holds is soon full: 4,000 of them are 16 MB.
        var path = new string('p', 4000);
        for (var i = 0; i < 4000; i++)
        {
            await world.Files.PublishAsync(id, new FileChanges(FileChanges.Worker, [new FileChange(FileChangeKind.Written, $"{path}{i}")]));
        }

        await world.Files.PublishAsync(
            id, new FileChanges(FileChanges.Worker, [new FileChange(FileChangeKind.Notice, "x", Message: "the last")]));
        await EndsWithNoticeAsync(reader);
        stalled.Read();
        await stalled.NextAsync("hello");
        await stalled.NextAsync("workspace");
        Assert.True(await EndsWithNoticeAsync(stalled), "the stalled one should have been told Many");

        static async Task<bool> EndsWithNoticeAsync(EventClient client)
        {
            for (var many = false; ;)
            {
                var items = (await client.NextAsync("files")).GetProperty("items").EnumerateArray().ToList();
                many |= items.Any(item => item.GetProperty("kind").GetString() == "Many");
                if (items[^1].GetProperty("kind").GetString() == "Notice")
                {
                    return many;
                }
            }
        }
    }

    [Fact]
    public async Task Follow_RedisConnectionCut_IsToldMany()
    {
        await using var cut = new ProjectWorld();
        await cut.InitializeAsync();
        using var owner = await cut.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await using var client = await EventClient.ConnectAsync(cut.Server.Address, id, owner.Token!);
        await client.NextAsync("hello");
        await client.NextAsync("workspace");

        cut.Proxy.Cut();
        var frame = await client.NextAsync("files");
        Assert.Equal("Many", Assert.Single(frame.GetProperty("items").EnumerateArray()).GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Follow_ServerThatStops_ClosesWithServiceRestart()
    {
        await using var alone = new ServerWithRedis();
        await alone.InitializeAsync();
        using var owner = await alone.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await using var client = await EventClient.ConnectAsync(alone.Server.Address, id, owner.Token!);
        await client.NextAsync("hello");

        await alone.Server.RestartAsync();
        Assert.Equal((WebSocketCloseStatus)1012, await client.WaitForCloseAsync());
    }

    private async Task<EventClient> ConnectAsync(string project, ApiClient user)
    {
        var client = await EventClient.ConnectAsync(world.Server.Address, project, user.Token!);
        await client.NextAsync("hello");
        await client.NextAsync("workspace");
        return client;
    }
}
