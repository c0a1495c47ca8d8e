using System.Net;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Emulator.Ecs;
using Xunit;

namespace CloudIde.Tests.Server.Operations;

public sealed class OperationsTests(OperationsWorld world) : IClassFixture<OperationsWorld>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v2/ops/queue")]
    [InlineData("/api/v2/ops/fleet")]
    [InlineData("/api/v2/ops/sessions")]
    [InlineData("/api/v2/ops/decisions")]
    [InlineData("/api/v2/ops/cost")]
    [InlineData("/api/v2/ops/tasks/a/logs")]
    public async Task Operations_AreForOperatorsOnly(string path)
    {
        using var nobody = new ApiClient(world.Address);

        (await nobody.GetAsync(path)).Problem(HttpStatusCode.Unauthorized);
        Assert.Contains("OPS_USERS", (await world.Stranger.GetAsync(path)).Problem(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.Forbidden, (await world.Operator.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Queue_HasItsCounts()
    {
        using var sqs = world.Aws.CreateSqsClient();
        using var queue = new ActivationQueue(sqs, world.Aws);
        await queue.SendAsync(new ActivationMessage(1, "a", "p", DateTimeOffset.UtcNow), CancellationToken);

        var answer = (await world.Operator.GetAsync("/api/v2/ops/queue")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(1, answer.GetProperty("visible").GetInt32());
        Assert.Equal(1, answer.GetProperty("total").GetInt32());
        Assert.Equal(0, answer.GetProperty("inFlight").GetInt32());
    }

    [Fact]
    public async Task Fleet_IsWhatTheOrchestratorLastSaw_AndSaysWhenThatIsOld()
    {
        await world.Redis.GetDatabase().KeyDeleteAsync([RedisKeys.FleetReport, RedisKeys.OrchestratorLeader]);
        var unknown = (await world.Operator.GetAsync("/api/v2/ops/fleet")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(System.Text.Json.JsonValueKind.Null, unknown.GetProperty("latest").ValueKind);
        Assert.False(unknown.GetProperty("current").GetBoolean());

        await world.Redis.GetDatabase().StringSetAsync(RedisKeys.OrchestratorLeader, "here:1:x");
        await world.Records.LeaveAsync(Report(DateTimeOffset.UtcNow));
        await world.Workers.HeartbeatAsync(new WorkerRegistration("w1", null, 5, 2, false, DateTimeOffset.UtcNow));
        var current = (await world.Operator.GetAsync("/api/v2/ops/fleet")).Is(HttpStatusCode.OK).Json;
        await world.Records.LeaveAsync(Report(DateTimeOffset.UtcNow.AddMinutes(-10)));
        var old = (await world.Operator.GetAsync("/api/v2/ops/fleet")).Is(HttpStatusCode.OK).Json;

        Assert.True(current.GetProperty("current").GetBoolean());
        Assert.Equal("here:1:x", current.GetProperty("orchestrator").GetString());
        var task = Assert.Single(current.GetProperty("latest").GetProperty("tasks").EnumerateArray());
        Assert.Equal("busy", task.GetProperty("state").GetString());
        Assert.Contains(current.GetProperty("workers").EnumerateArray(), worker => worker.GetProperty("workerId").GetString() == "w1");
        Assert.False(old.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task Sessions_AreTheActiveWorkspaces_AndCostIsSharedAmongThem()
    {
        var (first, second) = ($"p{Guid.NewGuid():N}", $"p{Guid.NewGuid():N}");
        var lease = await world.Workspaces.AcquireAsync(first, "w9", "a1");
        await world.Workspaces.SetStatusAsync(lease, WorkspaceState.Active, "Working.");
        await world.Workspaces.AcquireAsync(second, "w9", "a2");
        await world.Terminals.CreateAsync(new TerminalKey(first, "t"), "t", TerminalSize.Default, DateTimeOffset.UtcNow, 5);
        await world.Workers.HeartbeatAsync(new WorkerRegistration("w9", null, 5, 2, false, DateTimeOffset.UtcNow));
        await world.Records.LeaveAsync(Report(DateTimeOffset.UtcNow));
        var now = DateTimeOffset.UtcNow;
        await new ProjectSpendRecords(world.Redis).AddAsync(null, now, [new ProjectCharge(ProjectSpendRecords.MonthOf(now), first, 1.5)]);

        var sessions = (await world.Operator.GetAsync("/api/v2/ops/sessions")).Is(HttpStatusCode.OK).Json;
        var cost = (await world.Operator.GetAsync("/api/v2/ops/cost")).Is(HttpStatusCode.OK).Json;

        var session = sessions.GetProperty("sessions").EnumerateArray().Single(entry => entry.GetProperty("projectId").GetString() == first);
        Assert.Equal("w9", session.GetProperty("workerId").GetString());
        Assert.Equal("active", session.GetProperty("state").GetString());
        Assert.Equal(1, session.GetProperty("terminals").GetInt32());
        Assert.False(sessions.GetProperty("truncated").GetBoolean());
        var project = cost.GetProperty("projects").EnumerateArray().Single(entry => entry.GetProperty("projectId").GetString() == second);
        Assert.Equal(0.02, project.GetProperty("hourlyUsd").GetDouble(), 1e-9);
        Assert.Equal(0.04, cost.GetProperty("spend").GetProperty("taskHourUsd").GetDouble());
        Assert.True(cost.GetProperty("current").GetBoolean());
        var month = Assert.Single(cost.GetProperty("month").GetProperty("projects").EnumerateArray());
        Assert.Equal((first, 1.5), (month.GetProperty("projectId").GetString(), month.GetProperty("monthUsd").GetDouble()));
    }

    [Fact]
    public async Task Logs_OfATask_ComeInParts()
    {
        var task = Guid.NewGuid().ToString("N");
        await WriteLogAsync($"worker/cloudide-worker/{task}", "one", "two", "three");

        var first = (await world.Operator.GetAsync($"/api/v2/ops/tasks/{task}/logs?limit=2")).Is(HttpStatusCode.OK).Json;
        var next = first.GetProperty("next").GetString()!;
        var rest = (await world.Operator.GetAsync($"/api/v2/ops/tasks/{task}/logs?limit=2&next={Uri.EscapeDataString(next)}"))
            .Is(HttpStatusCode.OK).Json;

        Assert.Equal(["one", "two"], first.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("message").GetString()));
        Assert.Equal(["three"], rest.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("message").GetString()));
        (await world.Operator.GetAsync($"/api/v2/ops/tasks/{task}/logs?limit=0")).Problem(HttpStatusCode.BadRequest);
        (await world.Operator.GetAsync("/api/v2/ops/tasks/a.b/logs")).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Logs_OfPods_AreElsewhereAndThatIsSaid()
    {
        await world.Records.LeaveAsync(Report(DateTimeOffset.UtcNow) with { Runtime = "kubernetes" });

        var answer = await world.Operator.GetAsync("/api/v2/ops/tasks/pod-1/logs");
        await world.Records.LeaveAsync(Report(DateTimeOffset.UtcNow));

        Assert.Contains("kubectl logs", answer.Problem(HttpStatusCode.NotImplemented), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_AreTheLatestAsTheOrchestratorRecordsThem()
    {
        await world.Redis.GetDatabase().ListLeftPushAsync(RedisKeys.ScalingDecisions, """
            {"decision":{"policy":"seed","target":1,"reason":"older","inputs":{"at":"2025-01-01T00:00:00+00:00","queue":null,"fleet":null}},
             "plan":{"launch":0,"drain":[],"stop":[]},"applied":{"launched":[],"drained":[],"stopped":[],"failures":[],"launchFailed":false}}
            """);
        await world.Redis.GetDatabase().ListLeftPushAsync(RedisKeys.ScalingDecisions, """
            {"decision":{"policy":"seed","target":2,"reason":"newer","inputs":{"at":"2025-01-01T00:01:00+00:00","queue":null,"fleet":null},"somethingNew":1},
             "plan":{"launch":1,"drain":[],"stop":[]},"applied":{"launched":["t"],"drained":[],"stopped":[],"failures":[],"launchFailed":false}}
            """);

        var two = (await world.Operator.GetAsync("/api/v2/ops/decisions")).Is(HttpStatusCode.OK).Json.GetProperty("decisions");
        var one = (await world.Operator.GetAsync("/api/v2/ops/decisions?limit=1")).Is(HttpStatusCode.OK).Json.GetProperty("decisions");

        Assert.Equal(
            ["newer", "older"], two.EnumerateArray().Select(entry => entry.GetProperty("decision").GetProperty("reason").GetString()));
        Assert.Equal(1, Assert.Single(one.EnumerateArray()).GetProperty("plan").GetProperty("launch").GetInt32());
        Assert.Contains("limit", (await world.Operator.GetAsync("/api/v2/ops/decisions?limit=501")).Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AreForAScraperWithTheTokenAndForOperators()
    {
        using var nobody = new ApiClient(world.Address);
        using var wrong = new ApiClient(world.Address, "another token for scrapers");
        using var scraper = new ApiClient(world.Address, OperationsWorld.MetricsToken);

        (await nobody.GetAsync("/metrics")).Problem(HttpStatusCode.Unauthorized);
        (await wrong.GetAsync("/metrics")).Problem(HttpStatusCode.Unauthorized);
        (await world.Stranger.GetAsync("/metrics")).Problem(HttpStatusCode.Forbidden);
        (await world.Operator.GetAsync("/metrics")).Is(HttpStatusCode.OK);
        var answer = (await scraper.GetAsync("/metrics")).Is(HttpStatusCode.OK);

        // Prometheus' text format: types first, then one sample a line.
        var text = System.Text.Encoding.UTF8.GetString(answer.Body);
        Assert.Contains("# TYPE cloudide_server_signins", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), line => line.StartsWith("cloudide_server_signups", StringComparison.Ordinal));
    }

    private static FleetReport Report(DateTimeOffset at) => new(at, "here:1:x", "ecs", "backlog", 1, "One is needed.")
    {
        Tasks = [new TaskReport("w1", "RUNNING", "busy", 5, 2, at)],
        Spend = new SpendReport(0.04, 0.04, 1, 10, null, 20),
    };

    private async Task WriteLogAsync(string stream, params string[] lines)
    {
        using var client = new AwsJsonClient(world.Aws.EndpointUrl!, "Logs_20140328");
        await client.CallAsync("CreateLogGroup", """{"logGroupName":"/ecs/cloudide-worker"}""");
        await client.CallAsync("CreateLogStream", $$"""{"logGroupName":"/ecs/cloudide-worker","logStreamName":"{{stream}}"}""");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1000;
        var events = string.Join(',', lines.Select((line, i) => $$"""{"timestamp":{{now + i}},"message":"{{line}}"}"""));
        await client.CallAsync(
            "PutLogEvents", $$"""{"logGroupName":"/ecs/cloudide-worker","logStreamName":"{{stream}}","logEvents":[{{events}}]}""");
    }
}
