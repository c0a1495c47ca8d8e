using CloudIde.Orchestrator.Commands;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class StopCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Stop_OfABusyWorker_IsRefusedUnlessForced()
    {
        var task = await world.StartTaskAsync();
        await world.RegisterAsync(task, used: 1);

        var refused = await CommandLineRunner.RunAsync(world.Configuration, "stop", task);
        Assert.Equal(ExitCodes.Refused, refused.ExitCode);
        Assert.Contains("1 workspace", refused.Error, StringComparison.Ordinal);
        Assert.True(await RunsAsync(task));

        var forced = await CommandLineRunner.RunAsync(world.Configuration, "stop", task, "--force", "--json");
        Assert.Equal(ExitCodes.Done, forced.ExitCode);
        Assert.True((bool?)forced.Json["stopped"]);
        Assert.False(await RunsAsync(task));
    }

    [Fact]
    public async Task Stop_OfAnIdleWorker_DrainsItFirst()
    {
        var task = await world.StartTaskAsync();
        var worker = await world.RegisterAsync(task, used: 0);

        var stop = CommandLineRunner.RunAsync(world.Configuration, "stop", task[..12]);
        await Eventually.TrueAsync(() => world.Workers.HeartbeatAsync(worker), "the worker is asked to drain");
        Assert.True(await RunsAsync(task));
        await world.Workers.RemoveAsync(task);

        Assert.Equal(ExitCodes.Done, (await stop).ExitCode);
        Assert.False(await RunsAsync(task));
    }

    [Fact]
    public async Task Stop_OfAWorkerThatTakesWorkMeanwhile_IsRefused()
    {
        var task = await world.StartTaskAsync();
        var worker = await world.RegisterAsync(task, used: 0);

        var stop = CommandLineRunner.RunAsync(world.Configuration, "stop", task, "--json");
        await Eventually.TrueAsync(() => world.Workers.HeartbeatAsync(worker), "the worker is asked to drain");
        await world.Workers.HeartbeatAsync(worker with { UsedSlots = 1, Draining = true });

        var run = await stop;
        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.False((bool?)run.Json["stopped"]);
        Assert.True(await RunsAsync(task));
    }

    [Fact]
    public async Task Stop_OfATaskWhoseWorkerDoesNotAnswer_IsRefused()
    {
        var task = await world.StartTaskAsync();

        var run = await CommandLineRunner.RunAsync(world.Configuration, "stop", task);

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.True(await RunsAsync(task));
    }

    [Fact]
    public async Task Stop_OfAnUnknownTask_SaysSo()
    {
        var run = await CommandLineRunner.RunAsync(world.Configuration, "stop", "no-such-task");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("no-such-task", run.Error, StringComparison.Ordinal);
    }

    private async Task<bool> RunsAsync(string task) =>
        (await world.Runtime.ListAsync(TestContext.Current.CancellationToken)).Any(listed => listed.Id == task);
}
