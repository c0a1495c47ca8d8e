using System.Collections.Concurrent;
using System.Diagnostics;
using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;
using CloudIde.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>The path with the worker in this process too, so that what happens inside can be seen: traces above all.</summary>
public sealed class InProcessPathTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-test-" + Guid.NewGuid().ToString("N"));
    private EmbeddedSystem? _system;
    private WorkerHost? _worker;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");

        // Tasks that the orchestrator launches never leave PENDING, so the worker of this test is the only one.
        _system = await EmbeddedSystem.StartAsync(
            new EmbeddedOptions(_data, FreePort.Find(), Verbose: false),
            new Dictionary<string, string?> { ["ECS_MIN_TASKS"] = "0", ["EMULATOR_FARGATE_START_SECONDS"] = "600" },
            TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.StopAsync(CancellationToken.None);
            await _worker.DisposeAsync();
        }

        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        foreach (var folder in new[] { _data, _data + "-in-process" }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Trace_OfAnOpenedTerminal_RunsFromTheServerThroughTheQueueToTheWorker()
    {
        var activities = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("CloudIde.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var cancellation = TestContext.Current.CancellationToken;
        using var user = await IdeClient.SignUpAsync(_system!.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("trace", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);

        // A WebSocket belongs to the trace only while its terminal waits, so there is no worker until it is attached.
        await terminal.WaitForFrameAsync("ready", Soon);
        await StartWorkerAsync();
        await terminal.WaitForFrameAsync("status", Soon, frame => frame.GetProperty("state").GetString() == "active");

        var sent = Assert.Single(activities, activity => activity.OperationName == "activation send" && IsOf(activity, project));
        var run = Assert.Single(activities, activity => activity.OperationName == "activation run" && IsOf(activity, project));
        Assert.Equal(sent.TraceId, run.TraceId);
        Assert.Equal(sent.SpanId, run.ParentSpanId);
        Assert.Contains(activities, activity => activity.OperationName == "workspace restore" && activity.TraceId == sent.TraceId);
        var attach = Assert.Single(activities, activity => activity.OperationName == "terminal attach" && IsOf(activity, project));
        Assert.Equal(sent.TraceId, attach.TraceId);
    }

    [Fact]
    public async Task Shell_OfATerminal_SeesNothingOfTheWorkersEnvironment()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await StartWorkerAsync();
        using var user = await IdeClient.SignUpAsync(_system!.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("environment", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.TypeAsync("env | cut -d= -f1 | sort; echo the-$((1))-end\n", cancellation);
        await terminal.WaitForTextAsync("the-1-end", Soon);

        foreach (var secret in (string[])["AWS_", "REDIS_", "ECS_", "JWT_", "CLOUDIDE_PARENT", "ConnectionStrings"])
        {
            Assert.DoesNotContain("\n" + secret, terminal.Text, StringComparison.Ordinal);
        }

        Assert.Contains("TERM", terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exit_OfTheShell_IsToldWithItsCode()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await StartWorkerAsync();
        using var user = await IdeClient.SignUpAsync(_system!.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("exit", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.TypeAsync("echo bye > last.txt; exit 7\n", cancellation);
        var exit = await terminal.WaitForFrameAsync("exit", Soon);
        Assert.Equal(7, exit.GetProperty("code").GetInt32());
        Assert.Equal("bye\n", await user.ReadFileAsync(project, "last.txt", cancellation));
    }

    [Fact]
    public async Task Resize_ByAViewer_ReachesTheShell()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await StartWorkerAsync();
        using var user = await IdeClient.SignUpAsync(_system!.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("resize", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.SendControlAsync(new { type = "resize", cols = 123, rows = 45 }, cancellation);
        await terminal.WaitForFrameAsync("size", Soon, frame => frame.GetProperty("cols").GetInt32() == 123);
        await terminal.TypeAsync("stty size\n", cancellation);
        await terminal.WaitForTextAsync("45 123", Soon);
    }

    private async Task StartWorkerAsync() =>
        _worker = await WorkerHost.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(_system!.WorkerSettings());
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["WORKER_DATA"] = _data + "-in-process",
                    ["WORKSPACE_IDLE_SECONDS"] = "60",
                });
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            },
            [],
            TestContext.Current.CancellationToken);

    private static bool IsOf(Activity activity, string project) => activity.GetTagItem("cloudide.project_id") as string == project;
}
