using CloudIde.Bench.Clients;
using CloudIde.Tests.Orchestrator.Commands;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>The main job, end to end: an account, a project, a terminal whose shell runs in a task that the orchestrator launched.</summary>
public sealed class EmbeddedPathTests(EmbeddedFixture fixture) : IClassFixture<EmbeddedFixture>
{
    /// <summary>From zero workers: a .NET process must start, on a machine that runs other tests too.</summary>
    private static readonly TimeSpan ColdStart = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Terminal_OfAFreshAccount_RunsASavedProgramAndKeepsWhatItWrote()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("path", cancellation);
        await user.SaveFileAsync(project, "greet.sh", "echo written > from-shell.txt\necho \"sum: $((20 + 22))\"\n", cancellation);

        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.WaitForFrameAsync("ready", Soon);
        await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");
        await terminal.TypeAsync("sh greet.sh\n", cancellation);
        await terminal.WaitForTextAsync("sum: 42", Soon);

        await user.CloseTerminalAsync(project, terminalId, cancellation);
        Assert.Equal("written\n", await user.ReadFileAsync(project, "from-shell.txt", cancellation));
    }

    [Fact]
    public async Task Test_OfTheOperators_GoesThroughTheRealQueueToARealWorker()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var configuration = CommandLineRunner.Configuration(fixture.System.WorkerSettings());

        var run = await CommandLineRunner.RunAsync(configuration, "test", "--json", "--timeout", "60");

        Assert.Null((string?)run.Json["problem"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["command stored in the queue", "taken by a worker", "workspace restored", "command started", "command's output arrived", "outcome recorded"],
            run.Json["stages"]!.AsArray().Select(stage => (string)stage!["name"]!));
        Assert.NotNull(run.Json["workerId"]);

        // It tells of what it sees waiting; which stages those are depends on how quickly each passes.
        Assert.Contains("Waiting for ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_ReattachedAtAnOffset_GetsExactlyTheRest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("resume", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);

        string first;
        long offset;
        await using (var terminal = await user.AttachAsync(project, terminalId, cancellation))
        {
            await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");
            await terminal.TypeAsync("echo one-$((1))\n", cancellation);
            await terminal.WaitForTextAsync("one-1", Soon);
            first = terminal.Text;
            offset = terminal.Offset;
        }

        await using var resumed = await user.AttachAsync(project, terminalId, cancellation, offset);
        await resumed.TypeAsync("echo two-$((2))\n", cancellation);
        await resumed.WaitForTextAsync("two-2", Soon);

        await using var whole = await user.AttachAsync(project, terminalId, cancellation);
        await whole.WaitForTextAsync("two-2", Soon);

        // The prompt that follows reaches one viewer before the other.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Soon);
        while (whole.Offset != resumed.Offset)
        {
            await Task.Delay(20, patience.Token);
        }

        Assert.StartsWith(first, whole.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("one-1", resumed.Text, StringComparison.Ordinal);
        Assert.Equal(whole.Text, first + resumed.Text);
    }

    [Fact]
    public async Task File_SavedByTheEditorWhileATerminalRuns_IsInItsFileSystem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("both-ways", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");

        await user.SaveFileAsync(project, "late.txt", "from the editor\n", cancellation);
        await terminal.TypeAsync("until [ -f late.txt ]; do sleep 0.1; done; cat late.txt | tr a-z A-Z\n", cancellation);
        await terminal.WaitForTextAsync("FROM THE EDITOR", Soon);
    }
}
