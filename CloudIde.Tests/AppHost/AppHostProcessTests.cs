using CloudIde.Bench.Clients;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>The path across real processes, and what a start, a stop and a second start leave behind.</summary>
public sealed class AppHostProcessTests : IDisposable
{
    private static readonly TimeSpan ColdStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> QuickToZero = new()
    {
        ["ECS_MIN_TASKS"] = "0",
        ["ORCHESTRATOR_POLL_SECONDS"] = "1",
        ["ORCHESTRATOR_SCALE_IN_SECONDS"] = "1",
        ["WORKSPACE_IDLE_SECONDS"] = "1",
    };

    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-test-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Fact]
    public async Task Workers_WithNoMinimum_ExistOnlyWhileATerminalNeedsThem()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync(QuickToZero);
        Assert.Empty(WorkersOf(host));

        using var user = await IdeClient.SignUpAsync(host.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("zero", cancellation);
        Assert.Empty(WorkersOf(host));

        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using (var terminal = await user.AttachAsync(project, terminalId, cancellation))
        {
            await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");
            Assert.Single(WorkersOf(host));
        }

        await user.CloseTerminalAsync(project, terminalId, cancellation);
        await Eventually(() => WorkersOf(host).Count == 0, Soon, "the worker ends", cancellation);
    }

    [Fact]
    public async Task Workers_WithAMinimumOfOne_ExistFromTheStart()
    {
        await using var host = await StartAsync(new Dictionary<string, string> { ["ECS_MIN_TASKS"] = "1" });
        await Eventually(() => WorkersOf(host).Count == 1, ColdStart, "a worker starts", TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Stop_WithARunningTerminal_LeavesNoProcessAndKeepsTheFiles(string signal)
    {
        var cancellation = TestContext.Current.CancellationToken;
        string username, project;
        IReadOnlyList<int> workers;
        var seconds = Random.Shared.Next(100_000, 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using (var host = await StartAsync(QuickToZero))
        {
            using var user = await IdeClient.SignUpAsync(host.ServerAddress, cancellation);
            username = user.Username;
            project = await user.CreateProjectAsync("stop", cancellation);
            var terminalId = await user.OpenTerminalAsync(project, cancellation);
            await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
            await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");
            // The worst of them leaves the session, clears its environment and has no parent: only its descent is left.
            await terminal.TypeAsync(
                $"echo kept > kept.txt; sleep {seconds} & env -i setsid -f sleep {seconds}; echo started-$((1))\n", cancellation);
            await terminal.WaitForTextAsync("started-1", Soon);
            workers = WorkersOf(host);
            Assert.NotEmpty(workers);

            host.Signal(signal);
            await host.WaitForExitAsync(Soon, cancellation);
            Assert.Equal(0, host.ExitCode);
            Assert.All(workers, worker => Assert.False(ProcessTree.IsAlive(worker), $"Worker {worker} is still there."));
            Assert.Empty(WorkersOf(host));
            Assert.Empty(ProcessTree.FindByArgument(seconds));
        }

        await using var second = await StartAsync(QuickToZero);
        using var returned = await IdeClient.SignInAsync(second.ServerAddress, username, cancellation);
        Assert.Equal("kept\n", await returned.ReadFileAsync(project, "kept.txt", cancellation));
    }

    [Fact]
    public async Task Kill_OfTheHost_LeavesNoWorker()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await StartAsync(new Dictionary<string, string> { ["ECS_MIN_TASKS"] = "1" });
        await Eventually(() => WorkersOf(host).Count == 1, ColdStart, "a worker starts", cancellation);
        host.Signal("KILL");
        await Eventually(() => WorkersOf(host).Count == 0, Soon, "the orphaned worker ends", cancellation);
    }

    private static async Task Eventually(Func<bool> condition, TimeSpan atMost, string what, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(atMost);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(timeout.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"Expected within {atMost} that {what}.");
            }
        }
    }

    private static IReadOnlyList<int> WorkersOf(AppHostProgram host) => ProcessTree.Find("CloudIde.Worker.dll", host.Id);

    private Task<AppHostProgram> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counting processes needs /proc.");
        return AppHostProgram.StartAsync(
            ["--data", _data, "--port", FreePort.Find().ToString(System.Globalization.CultureInfo.InvariantCulture)],
            environment,
            ColdStart,
            TestContext.Current.CancellationToken);
    }
}
