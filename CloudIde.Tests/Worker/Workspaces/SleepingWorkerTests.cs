using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.AppHost;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A worker that is stopped for longer than its lease lasts, as on a laptop that sleeps, and then goes on.</summary>
public sealed partial class SleepingWorkerTests
{
    private static readonly (string, string)[] Quick = [("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SYNC_SECONDS", "0.2")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sleep_WhileNobodyTakesTheWorkspace_LeavesItsShellsAlive()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = world.StartProgram("w1", Quick);
        await world.ActivateAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await terminal.RunAsync("state=kept; (sleep 2; echo late > late.txt) &");

        worker.Pause();
        await UntilAsync(async () => !await world.Redis.GetDatabase().KeyExistsAsync(RedisKeys.Lease(world.Project)), "the lease runs out");
        worker.Continue();

        Assert.Contains("\r\nkept", await terminal.RunAsync("echo $state"), StringComparison.Ordinal);
        Assert.DoesNotContain(LoggedTerminal.RestartWords, terminal.Text, StringComparison.Ordinal);
        Assert.Equal(1, (long)await world.Redis.GetDatabase().HashGetAsync(RedisKeys.Lease(world.Project), "epoch"));
        await Eventually.TrueAsync(async () => await world.ReadAsync("late.txt") == "late\n", "what was written meanwhile is saved");

        // Its message had returned to the queue, and is in flight again rather than delivered until it is a dead letter.
        await Eventually.TrueAsync(async () => await world.Queue.GetDepthAsync(Cancellation) is { Visible: 0, InFlight: 1 });
        await Task.Delay(TimeSpan.FromSeconds(6), Cancellation);
        Assert.Empty(await world.Queue.ReceiveAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(1), Cancellation));
    }

    [Fact]
    public async Task Sleep_WhileAnotherTakesTheWorkspace_EndsItsShellsWithoutAWrite()
    {
        await using var world = await WorkerWorld.StartAsync();
        var sleeper = world.StartProgram("w1", Quick);
        await world.ActivateAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await terminal.RunAsync("echo first > a.txt");
        await Eventually.TrueAsync(async () => await world.ReadAsync("a.txt") == "first\n");
        await terminal.TypeAsync("echo shell=$$; (while :; do echo stale >> a.txt; echo stale > b.txt; echo stale; sleep 0.1; done) &\n");
        await terminal.ExpectAsync("\r\nstale");
        var shell = int.Parse(ShellId().Match(terminal.Text).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        // Open to both shells, which run as different users: who runs what is typed leaves a line.
        var runners = Path.Combine(Path.GetDirectoryName(world.Data)!, "runners");
        await File.WriteAllTextAsync(runners, "", Cancellation);
        Process.Start("chmod", ["666", runners]).WaitForExit();
        sleeper.Pause();
        var folder = Directory.GetDirectories(world.Data).Single();

        world.StartProgram("w2", Quick);
        await terminal.ExpectAsync(LoggedTerminal.RestartWords);
        var atNotice = terminal.Text.Length;
        await terminal.RunAsync($"rm -f b.txt; echo mine > a.txt; echo run >> {runners}");
        await Eventually.TrueAsync(async () => await world.ReadAsync("a.txt") == "mine\n" && await world.ReadAsync("b.txt") is null);
        Assert.True(ProcessTree.IsAlive(shell));
        sleeper.Continue();

        await Eventually.TrueAsync(() => !ProcessTree.IsAlive(shell), "the old shell ends");
        await Eventually.TrueAsync(() => !Directory.Exists(folder), "the old folder is removed");
        Assert.Contains("\r\nmine", await terminal.RunAsync("cat a.txt"), StringComparison.Ordinal);
        Assert.DoesNotContain("stale", terminal.Text[atNotice..], StringComparison.Ordinal);
        Assert.Equal("mine\n", await world.ReadAsync("a.txt"));
        Assert.Equal("run\n", await File.ReadAllTextAsync(runners, Cancellation));
        Assert.Equal(["a.txt"], await world.KeysAsync());
        Assert.Equal("w2", (await world.Workspaces.GetStatusAsync(world.Project)).WorkerId);
        Assert.Equal(WorkspaceState.Active, (await world.Workspaces.GetStatusAsync(world.Project)).State);
    }

    /// <summary>For what takes a whole lease.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < 3 * WorkspaceDirectory.LeaseTimeToLive, $"did not happen in time: {what}");
            await Task.Delay(50, Cancellation);
        }
    }

    [GeneratedRegex(@"shell=(\d+)")]
    private static partial Regex ShellId();
}
