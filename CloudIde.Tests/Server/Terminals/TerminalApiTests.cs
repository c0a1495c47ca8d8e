using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudIde.Core.Workspaces;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

public sealed class TerminalApiTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ThenList_ShowsTheTerminalAndAsksForAWorkerOnce()
    {
        var project = await world.CreateProjectAsync();
        var first = await OpenAsync(project, new { cols = 132, rows = 50, title = "build" });
        await OpenAsync(project, new { }, world.Editor);
        Assert.Matches("^t[a-z0-9]{20}$", first);
        Assert.Equal(1, world.Queue.CountFor(project));

        var list = await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project), world.Watcher));
        var terminals = list.GetProperty("terminals").EnumerateArray().ToList();
        Assert.Equal(2, terminals.Count);
        var shown = terminals.Single(terminal => terminal.GetProperty("terminalId").GetString() == first);
        Assert.Equal("build", shown.GetProperty("title").GetString());
        Assert.Equal(132, shown.GetProperty("cols").GetInt32());
        Assert.Equal(50, shown.GetProperty("rows").GetInt32());
        Assert.Equal("waiting", shown.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("exitCode").ValueKind);
        Assert.True(shown.GetProperty("createdAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
    }

    [Fact]
    public async Task Open_WhatIsNotAllowed_IsRefused()
    {
        var project = await world.CreateProjectAsync();
        foreach (var body in new object[]
        {
            new { cols = 0, rows = 10 }, new { cols = 10, rows = 1001 }, new { title = new string('x', 101) }, new { title = "a\u001bb" },
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await world.SendAsync(HttpMethod.Post, Path(project), world.Owner, body)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(HttpMethod.Post, Path(project), null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, Path(project), world.Watcher));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Post, Path(project), world.Stranger));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Get, Path(project), world.Stranger));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, Path("none"), world.Owner));
        Assert.Empty(await world.Terminals.ListAsync(project));

        for (var i = 0; i < 3; i++)
        {
            await OpenAsync(project, new { });
        }

        var refused = await world.SendAsync(HttpMethod.Post, Path(project), world.Owner, new { });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("TERMINALS_PER_PROJECT", (await JsonAsync(refused)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WhenTheQueueFails_SaysSoAndLeavesNothingBehind()
    {
        var project = await world.CreateProjectAsync();
        world.Queue.Broken = true;
        var refused = await world.SendAsync(HttpMethod.Post, Path(project), world.Owner, new { });
        world.Queue.Broken = false;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Empty(await world.Terminals.ListAsync(project));
        Assert.Equal(WorkspaceState.Inactive, (await world.Workspaces.GetStatusAsync(project)).State);

        await OpenAsync(project, new { });
        Assert.Equal(1, world.Queue.CountFor(project));
    }

    [Fact]
    public async Task Close_WhileAWorkerHoldsTheWorkspace_WaitsUntilItHasSaved()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        var path = $"{Path(key.ProjectId)}/{key.TerminalId}";
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(HttpMethod.Delete, path, world.Watcher));

        // This worker never answers within the second that the test's server waits.
        var late = await world.SendAsync(HttpMethod.Delete, path, world.Owner);
        Assert.Equal(HttpStatusCode.Accepted, late.StatusCode);
        Assert.True((await world.Terminals.GetAsync(key))!.Closing);

        // And now it removes the terminal when it is asked to.
        var removed = 0;
        await using var asked = await world.Workspaces.SubscribeAsync(key.ProjectId, kind =>
        {
            if (kind == WorkspaceEvent.Terminals && Interlocked.Exchange(ref removed, 1) == 0)
            {
                _ = worker.RemoveTerminalAsync();
            }
        });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Delete, path, world.Owner));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, path, world.Owner));
    }

    [Fact]
    public async Task Close_WithoutAWorker_RemovesTheTerminalAtOnce()
    {
        var waiting = await world.CreateTerminalAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Delete, $"{Path(waiting.ProjectId)}/{waiting.TerminalId}", world.Owner));

        var orphan = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, orphan);
        await worker.ReleaseAsync();
        await using var viewer = await world.WatchAsync(orphan);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Delete, $"{Path(orphan.ProjectId)}/{orphan.TerminalId}", world.Owner));
        Assert.Equal((System.Net.WebSockets.WebSocketCloseStatus)4410, await viewer.WaitForCloseAsync());
        Assert.Null(await world.Terminals.GetAsync(orphan));
    }

    private static string Path(string project) => $"/api/v2/projects/{project}/terminals";

    private static Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(CancellationToken)!;

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, TestUser? user) =>
        (await world.SendAsync(method, path, user, method == HttpMethod.Post ? new { } : null)).StatusCode;

    private async Task<string> OpenAsync(string project, object body, TestUser? user = null)
    {
        var answer = await world.SendAsync(HttpMethod.Post, Path(project), user ?? world.Owner, body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await JsonAsync(answer)).GetProperty("terminalId").GetString()!;
    }
}
