using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A worker that cannot reach Redis for longer than its lease lasts.</summary>
public sealed partial class RedisAwayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_AwayForLongerThanTheLease_CostsNoShellAndNoOutput()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "0.2"));
        await world.ActivateAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await terminal.RunAsync("state=kept; for i in {1..150}; do echo number-$i; sleep 0.1; done & echo");

        world.StallRedis();
        await WaitForLapseAsync(world);
        var project = Directory.GetDirectories(world.Data, "project", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(Path.Combine(project, "unsure.txt"), "unsure", Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancellation);
        Assert.Null(await world.ReadAsync("unsure.txt"));
        world.ReleaseRedis();

        Assert.Contains("\r\nkept", await terminal.RunAsync("wait; echo $state"), StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, 150),
            Number().Matches(terminal.Text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.DoesNotContain(LoggedTerminal.RestartWords, terminal.Text, StringComparison.Ordinal);
        Assert.Equal(1, (long)await world.Redis.GetDatabase().HashGetAsync(RedisKeys.Lease(world.Project), "epoch"));
        await Eventually.TrueAsync(async () => await world.ReadAsync("unsure.txt") == "unsure", "what waited is saved");
    }

    [Fact]
    public async Task Redis_AwayWhileAnotherTakesTheWorkspace_EndsItWithoutAWrite()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "0.2"));
        await world.ActivateAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await terminal.RunAsync("echo first > a.txt");
        await Eventually.TrueAsync(async () => await world.ReadAsync("a.txt") == "first\n");

        world.StallRedis();
        await WaitForLapseAsync(world);
        var other = await world.Workspaces.AcquireAsync(world.Project, "other", "other");
        Assert.Equal(2, other.Epoch);
        var project = Directory.GetDirectories(world.Data, "project", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(Path.Combine(project, "a.txt"), "stale", Cancellation);
        world.ReleaseRedis();

        await Eventually.TrueAsync(() => Directory.GetDirectories(world.Data).Length == 0, "the workspace ends here");
        Assert.Equal("first\n", await world.ReadAsync("a.txt"));
        Assert.Equal(["a.txt"], await world.KeysAsync());
        Assert.Equal("other", (string?)await world.Redis.GetDatabase().HashGetAsync(RedisKeys.Lease(world.Project), "worker"));
    }

    private static async Task WaitForLapseAsync(WorkerWorld world)
    {
        var started = Stopwatch.GetTimestamp();
        while (await world.Redis.GetDatabase().KeyExistsAsync(RedisKeys.Lease(world.Project)))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < 3 * WorkspaceDirectory.LeaseTimeToLive, "the lease did not run out");
            await Task.Delay(50, Cancellation);
        }
    }

    // Behind a prompt where the shell prints one just then.
    [GeneratedRegex(@"number-(\d+)\r\n")]
    private static partial Regex Number();
}
