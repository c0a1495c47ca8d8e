using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

public sealed class TerminalSocketTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    [Fact]
    public async Task Attach_WhileQueued_IsReadyAtOnceAndToldOfEachStep()
    {
        var key = await world.CreateTerminalAsync();
        await using var viewer = await world.WatchAsync(key);
        Assert.Equal(0, viewer.Ready.GetProperty("offset").GetInt64());
        Assert.Equal(0, viewer.Ready.GetProperty("inputOffset").GetInt64());
        Assert.Equal(80, viewer.Ready.GetProperty("cols").GetInt32());
        Assert.Equal(24, viewer.Ready.GetProperty("rows").GetInt32());
        Assert.Equal("owner", viewer.Ready.GetProperty("role").GetString());
        await viewer.WaitForAsync("status", Is("queued"));

        // The activation is reserved, which shows as queued, before it is sent.
        await Eventually.TrueAsync(() => world.Queue.CountFor(key.ProjectId) == 1);

        await using var worker = await FakeWorker.StartAsync(world.Redis, key, active: false);
        await worker.StatusAsync(WorkspaceState.Starting);
        await viewer.WaitForAsync("status", Is("starting"));
        await worker.StatusAsync(WorkspaceState.Restoring, "12 files");
        Assert.Equal("12 files", (await viewer.WaitForAsync("status", Is("restoring"))).GetProperty("message").GetString());
        await worker.StatusAsync(WorkspaceState.Active);
        await viewer.WaitForAsync("status", Is("active"));
        await worker.PrintAsync("$ ");
        await viewer.WaitForOffsetAsync(2);
        Assert.Equal("$ ", viewer.Text);
        Assert.Equal(1, world.Queue.CountFor(key.ProjectId));
    }

    [Fact]
    public async Task Attach_NotAllowed_IsRefusedBeforeTheUpgrade()
    {
        var key = await world.CreateTerminalAsync();
        var address = TestViewer.Address(world.First, key);
        var owner = ("Authorization", $"Bearer {world.Owner.Token}");
        var cookie = ("Cookie", $"{CloudIde.Server.Accounts.SessionCookie.Name}={world.Owner.Token}");
        var own = ("Origin", $"http://{world.First.Authority}");

        Assert.Equal(HttpStatusCode.Unauthorized, await TestViewer.RefusalAsync(address));
        Assert.Equal(HttpStatusCode.Unauthorized, await TestViewer.RefusalAsync(address, ("Authorization", "Bearer x")));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, ("Authorization", $"Bearer {world.Stranger.Token}")));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, cookie, ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await TestViewer.RefusalAsync(address, owner, ("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.NotFound, await TestViewer.RefusalAsync(TestViewer.Address(world.First, key with { TerminalId = "x" }), owner));
        Assert.Equal(HttpStatusCode.NotFound, await TestViewer.RefusalAsync(TestViewer.Address(world.First, key with { ProjectId = "x" }), owner));
        foreach (var query in new[] { "offset=-1", "offset=a", "offset=1.5", "viewer=a%2Fb", $"viewer={new string('a', 65)}" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await TestViewer.RefusalAsync(TestViewer.Address(world.First, key, query), owner));
        }

        using var browser = new ClientWebSocket();
        browser.Options.SetRequestHeader(cookie.Item1, cookie.Item2);
        browser.Options.SetRequestHeader(own.Item1, own.Item2);
        await browser.ConnectAsync(address, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketState.Open, browser.State);
    }

    [Fact]
    public async Task Viewers_ComeResizeAndGo_AreToldToAll()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var first = await world.WatchAsync(key, viewer: "one");
        await first.WaitForAsync("viewers", Names("one"));
        await using var second = await world.WatchAsync(key, world.Watcher, viewer: "two");
        Assert.Equal("viewer", second.Ready.GetProperty("role").GetString());
        await first.WaitForAsync("viewers", Names("one", "two"));
        await second.WaitForAsync("viewers", Names("one", "two"));

        await first.SendControlAsync(new { type = "resize", cols = 120, rows = 40 });
        var viewers = new TerminalViewers(world.Redis, TimeProvider.System);
        await Eventually.TrueAsync(async () => (await viewers.ListAsync(key)).Any(one => one.CanWrite && one.Size == new TerminalSize(120, 40)));
        await worker.ResizeAsync(new TerminalSize(120, 40));
        await first.WaitForAsync("size", frame => frame.GetProperty("cols").GetInt32() == 120);
        await second.WaitForAsync("size", frame => frame.GetProperty("rows").GetInt32() == 40);

        await first.SendControlAsync(new { type = "resize", cols = 0, rows = 40 });
        await first.WaitForAsync("error");
        await second.CloseAsync();
        await first.WaitAsync(() => Names("one")(first.Frames.Last(frame => frame.GetProperty("type").GetString() == "viewers")), "one viewer left");
    }

    [Fact]
    public async Task Viewer_ConnectingAgain_ReplacesItsFirstConnection()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var first = await world.WatchAsync(key, viewer: "same");
        await using var other = await world.WatchAsync(key, world.Editor, viewer: "same");
        await other.WaitForAsync("viewers", Names("same", "same"));
        await using var second = await world.WatchAsync(key, viewer: "same");

        Assert.Equal((WebSocketCloseStatus)4409, await first.WaitForCloseAsync());
        await worker.PrintAsync("still here");
        await second.WaitForOffsetAsync(10);
        await other.WaitForOffsetAsync(10);
        Assert.Null(second.CloseStatus);
        var viewers = new TerminalViewers(world.Redis, TimeProvider.System);
        Assert.Equal(2, (await viewers.ListAsync(key)).Count);
    }

    [Fact]
    public async Task Shell_ThatExits_IsToldAfterItsLastByteAndTheTerminalStays()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        await worker.PrintAsync("bye");
        await worker.ExitAsync(137);
        Assert.Equal(137, (await viewer.WaitForAsync("exit")).GetProperty("code").GetInt32());
        Assert.Equal("bye", viewer.Text);

        await worker.ReleaseAsync();
        var sent = world.Queue.CountFor(key.ProjectId);
        await using var late = await world.WatchAsync(key);
        await late.WaitForAsync("exit");
        Assert.Equal("bye", late.Text);
        Assert.Equal(sent, world.Queue.CountFor(key.ProjectId));
        Assert.Null(viewer.CloseStatus);

        await world.Terminals.RemoveAsync(key);
        Assert.Equal((WebSocketCloseStatus)4410, await viewer.WaitForCloseAsync());
        Assert.Equal((WebSocketCloseStatus)4410, await late.WaitForCloseAsync());
    }

    [Fact]
    public async Task Workspace_ThatGoesAway_IsAskedForAgain()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        await viewer.WaitForAsync("status", Is("active"));
        Assert.Equal(0, world.Queue.CountFor(key.ProjectId));

        world.Queue.Broken = true;
        await worker.ReleaseAsync();
        await viewer.WaitForAsync("error");
        world.Queue.Broken = false;
        await viewer.WaitForAsync("status", Is("queued"));
        Assert.Equal(1, world.Queue.CountFor(key.ProjectId));

        await using var next = await FakeWorker.StartAsync(world.Redis, key);
        await next.PrintAsync("again");
        await viewer.WaitForOffsetAsync(5);
    }

    [Fact]
    public async Task Server_ThatStops_ClosesWithServiceRestart()
    {
        await using var alone = new TerminalWorld();
        await alone.InitializeAsync();
        var key = await alone.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(alone.Redis, key);
        await using var viewer = await alone.WatchAsync(key);
        await using var stalled = await alone.WatchAsync(key);
        stalled.Pause();
        await worker.PrintInPiecesAsync(new byte[4_000_000], new Random(1), 100_000);

        await alone.StopFirstAsync();
        Assert.Equal((WebSocketCloseStatus)1012, await viewer.WaitForCloseAsync());
    }

    [Fact]
    public async Task Activation_OfAnAttach_CarriesItsTrace()
    {
        var activities = new List<System.Diagnostics.Activity>();
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("CloudIde.", StringComparison.Ordinal),
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity);
                }
            },
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        var key = await world.CreateTerminalAsync();
        await using var viewer = await world.WatchAsync(key);
        await viewer.WaitForAsync("status", Is("queued"));

        var message = Assert.Single(world.Queue.Sent, sent => sent.MessageBody.Contains(key.ProjectId, StringComparison.Ordinal));
        var parent = message.MessageAttributes["traceparent"].StringValue;
        await Eventually.TrueAsync(() =>
        {
            lock (activities)
            {
                return activities.Any(activity => activity.OperationName == "terminal attach"
                    && parent.Contains(activity.TraceId.ToString(), StringComparison.Ordinal));
            }
        });
    }

    private static Func<JsonElement, bool> Is(string state) => frame => frame.GetProperty("state").GetString() == state;

    private static Func<JsonElement, bool> Names(params string[] ids) => frame =>
        frame.GetProperty("viewers").EnumerateArray().Select(viewer => viewer.GetProperty("id").GetString())
            .Order(StringComparer.Ordinal).SequenceEqual(ids);
}
