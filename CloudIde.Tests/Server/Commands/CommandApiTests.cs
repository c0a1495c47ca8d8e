using System.Net;
using System.Text;
using System.Text.Json;
using CloudIde.Core.Commands;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Server.Terminals;
using Xunit;

namespace CloudIde.Tests.Server.Commands;

/// <summary>The command routes of a real server; the tests play the worker.</summary>
public sealed class CommandApiTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private CommandRuns Runs => new(world.Redis, world.Workspaces);

    private CommandOutputLog Output => new(world.Redis);

    [Fact]
    public async Task Run_SendsTheCommandItself_AndIsQueuedUntilAWorkerStartsIt()
    {
        var project = await world.CreateProjectAsync();
        var id = await RunAsync(project, new { command = "make test", timeoutSeconds = 90, environment = new Dictionary<string, string> { ["MODE"] = "quick" } }, world.Editor);
        Assert.Matches("^c[a-z0-9]{20}$", id);
        var sent = JsonDocument.Parse(Assert.Single(world.Queue.Sent, message => message.MessageBody.Contains(project, StringComparison.Ordinal)).MessageBody).RootElement;
        var order = sent.GetProperty("command");
        Assert.Equal((id, "make test", 90, "quick"), (order.GetProperty("commandId").GetString(), order.GetProperty("text").GetString(),
            order.GetProperty("timeoutSeconds").GetInt32(), order.GetProperty("environment").GetProperty("MODE").GetString()));

        var shown = await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project, id), world.Watcher));
        Assert.Equal(("queued", "", JsonValueKind.Null), (shown.GetProperty("status").GetString(), shown.GetProperty("output").GetString(), shown.GetProperty("exitCode").ValueKind));
        Assert.DoesNotContain("quick", shown.ToString(), StringComparison.Ordinal);
        Assert.Equal(WorkspaceState.Queued, (await world.Workspaces.GetStatusAsync(project)).State);
        var list = await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project), world.Watcher));
        Assert.Equal(id, Assert.Single(list.GetProperty("commands").EnumerateArray()).GetProperty("commandId").GetString());
    }

    [Fact]
    public async Task Run_WhatIsNotAllowed_IsRefusedByNameAndLeavesNothing()
    {
        var project = await world.CreateProjectAsync();
        foreach (var (body, field) in new (object, string)[]
        {
            (new { }, "command"), (new { command = " " }, "command"), (new { command = new string('x', 65_537) }, "command"), (new { command = "a\0b" }, "command"),
            (new { command = "a", timeoutSeconds = 0 }, "timeoutSeconds"), (new { command = "a", timeoutSeconds = 43_201 }, "timeoutSeconds"),
            (new { command = "a", environment = new Dictionary<string, string> { ["1A"] = "" } }, "environment.1A"),
            (new { command = "a", environment = new Dictionary<string, string> { ["LD_PRELOAD"] = "/tmp/x" } }, "environment.LD_PRELOAD"),
            (new { command = "a", environment = new Dictionary<string, string?> { ["A"] = null } }, "environment.A"),
        })
        {
            var answer = await world.SendAsync(HttpMethod.Post, Path(project), world.Owner, body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.True((await JsonAsync(answer)).GetProperty("errors").TryGetProperty(field, out _), field);
        }

        var run = new { command = "true" };
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Post, Path(project), null, run)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Post, Path(project), world.Watcher, run)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Post, Path(project), world.Stranger, run)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Get, Path(project), world.Stranger)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(HttpMethod.Get, Path(project, "none"), world.Owner)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(HttpMethod.Delete, Path(project, "none"), world.Owner)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.SendAsync(HttpMethod.Get, Path(project, "none") + "?waitSeconds=61", world.Owner)).StatusCode);
        Assert.Equal(0, world.Queue.CountFor(project));
    }

    [Fact]
    public async Task Run_WhenTheQueueIsBroken_Is503AndNeverRuns()
    {
        var project = await world.CreateProjectAsync();
        world.Queue.Broken = true;
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable,
                (await world.SendAsync(HttpMethod.Post, Path(project), world.Owner, new { command = "true" })).StatusCode);
        }
        finally
        {
            world.Queue.Broken = false;
        }

        Assert.Empty(await Runs.ListOpenAsync(project, 10));
        Assert.Equal(WorkspaceState.Inactive, (await world.Workspaces.GetStatusAsync(project)).State);
        Assert.Equal(0, (await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project), world.Owner))).GetProperty("commands").GetArrayLength());
    }

    [Fact]
    public async Task Output_ByOffset_NeverSplitsACharacter_AndIsBytesWhenAskedFor()
    {
        var (project, id, lease) = await StartAsync();
        var bytes = Encoding.UTF8.GetBytes("grün 🙂");
        await Output.AppendAsync(lease, id, 0, bytes.AsMemory(0, 8));
        var first = await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project, id), world.Owner));
        Assert.Equal(("running", "grün ", 6L), (first.GetProperty("status").GetString(), first.GetProperty("output").GetString(), first.GetProperty("nextOffset").GetInt64()));
        await Output.AppendAsync(lease, id, 8, bytes.AsMemory(8));
        var second = await JsonAsync(await world.SendAsync(HttpMethod.Get, Path(project, id) + "?offset=6", world.Owner));
        Assert.Equal(("🙂", 6L, 10L), (second.GetProperty("output").GetString(), second.GetProperty("offset").GetInt64(), second.GetProperty("nextOffset").GetInt64()));
        var raw = await world.SendAsync(HttpMethod.Get, Path(project, id) + "?raw=1&offset=1", world.Owner);
        Assert.Equal(bytes[1..], await raw.Content.ReadAsByteArrayAsync(CancellationToken));
        Assert.Equal("running", Assert.Single(raw.Headers.GetValues("X-Command-Status")));
    }

    [Fact]
    public async Task Wait_EndsWithTheCommand_AndWithAnOffsetWithTheNextOutput()
    {
        var (project, id, lease) = await StartAsync();
        var forOutput = world.SendAsync(HttpMethod.Get, Path(project, id) + "?waitSeconds=30&offset=0", world.Owner);
        var forEnd = world.SendAsync(HttpMethod.Get, Path(project, id) + "?waitSeconds=30", world.Owner);
        await Output.AppendAsync(lease, id, 0, "some"u8.ToArray());
        Assert.Equal("some", (await JsonAsync(await forOutput)).GetProperty("output").GetString());
        Assert.False(forEnd.IsCompleted);
        await Runs.FinishAsync(lease, id, new CommandEnd(CommandState.Finished, 4, null, 4, 4, default), DateTimeOffset.UtcNow);
        var ended = await JsonAsync(await forEnd);
        Assert.Equal(("finished", 4, "some"), (ended.GetProperty("status").GetString(), ended.GetProperty("exitCode").GetInt32(), ended.GetProperty("output").GetString()));
        Assert.True(ended.GetProperty("durationMilliseconds").GetInt64() >= 0);
    }

    [Fact]
    public async Task Stream_SendsOutputAsItComes_ThenTheOutcome_AndGoesOnWhereItBroke()
    {
        var (project, id, lease) = await StartAsync();
        var stream = world.SendAsync(HttpMethod.Get, Path(project, id) + "/output", world.Watcher);
        await Output.AppendAsync(lease, id, 0, "one "u8.ToArray());
        await Output.AppendAsync(lease, id, 4, "two "u8.ToArray());
        await Runs.FinishAsync(lease, id, new CommandEnd(CommandState.Finished, 0, "a notice", 100, 96, "tail"u8.ToArray()), DateTimeOffset.UtcNow);
        var events = Events(await (await stream).Content.ReadAsStringAsync(CancellationToken));
        Assert.Equal("one two tail", string.Concat(events.Where(item => item.Name == "output").Select(item => item.Data.GetProperty("output").GetString())));
        Assert.Equal(("end", "finished", "100"), (events[^1].Name, events[^1].Data.GetProperty("status").GetString(), events[^1].Id));
        Assert.True(events[^1].Data.GetProperty("truncated").GetBoolean());

        var rest = Events(await (await world.SendAsync(HttpMethod.Get, Path(project, id) + "/output?offset=4", world.Watcher)).Content.ReadAsStringAsync(CancellationToken));
        Assert.Equal("two tail", string.Concat(rest.Where(item => item.Name == "output").Select(item => item.Data.GetProperty("output").GetString())));
    }

    [Fact]
    public async Task Cancel_EndsWhatWaits_AsksForTheEndOfWhatRuns_AndShowsWhatIsOver()
    {
        var project = await world.CreateProjectAsync();
        var waiting = await RunAsync(project, new { command = "true" });
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Delete, Path(project, waiting), world.Watcher)).StatusCode);
        var cancelled = await world.SendAsync(HttpMethod.Delete, Path(project, waiting), world.Owner);
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.StatusCode, (await JsonAsync(cancelled)).GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(HttpMethod.Delete, Path(project, waiting), world.Owner)).StatusCode);

        var (other, running, _) = await StartAsync();
        var asked = await world.SendAsync(HttpMethod.Delete, Path(other, running), world.Owner);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.True((await JsonAsync(asked)).GetProperty("cancelRequested").GetBoolean());
    }

    [Fact]
    public async Task Command_WhoseWorkerWasLost_SaysSoToWhoeverWaits()
    {
        var (project, id, lease) = await StartAsync();
        var waiting = world.SendAsync(HttpMethod.Get, Path(project, id) + "?waitSeconds=30", world.Owner);
        await world.Workspaces.ReleaseAsync(lease);
        var answer = await JsonAsync(await waiting);
        Assert.Equal(("workerLost", CommandNotices.WorkerLost), (answer.GetProperty("status").GetString(), answer.GetProperty("notice").GetString()));
    }

    private static string Path(string project, string? command = null) =>
        $"/api/v2/projects/{project}/commands" + (command is null ? "" : "/" + command);

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(CancellationToken)).RootElement;

    private static List<(string Name, string Id, JsonElement Data)> Events(string text) =>
    [
        .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => item.Split('\n')).Select(lines =>
            (lines[0]["event: ".Length..], lines[1]["id: ".Length..], JsonDocument.Parse(lines[2]["data: ".Length..]).RootElement)),
    ];

    private async Task<string> RunAsync(string project, object body, TestUser? user = null)
    {
        var answer = await world.SendAsync(HttpMethod.Post, Path(project), user ?? world.Owner, body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var id = (await JsonAsync(answer)).GetProperty("commandId").GetString()!;
        Assert.Equal(Path(project, id), answer.Headers.Location!.OriginalString);
        return id;
    }

    private async Task<(string Project, string CommandId, WorkspaceLease Lease)> StartAsync()
    {
        var project = await world.CreateProjectAsync();
        var id = await RunAsync(project, new { command = "true" });
        var lease = await world.Workspaces.AcquireAsync(project, "w1", "a1");
        Assert.NotNull(await Runs.ClaimAsync(lease, id, DateTimeOffset.UtcNow));
        return (project, id, lease);
    }
}
