using CloudIde.Core.Activations;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class ScaleInTests
{
    [Fact]
    public async Task LessWork_DrainsIdleWorkersOnlyAfterAWhile()
    {
        using var rounds = await WithWorkersAsync(3, min: 1);

        await rounds.RunForAsync(55);
        Assert.Empty(rounds.Cloud.Drained);

        await rounds.RunForAsync(20);
        Assert.Equal(2, rounds.Cloud.Drained.Count);
        Assert.Empty(rounds.Cloud.Stopped);
    }

    [Fact]
    public async Task NoWorkAndNoMinimum_GoesToZeroAndBack()
    {
        using var rounds = await WithWorkersAsync(2);
        await rounds.RunForAsync(80);
        Assert.Equal(2, rounds.Cloud.Drained.Count);

        // Drained workers that hold nothing end by themselves.
        foreach (var id in rounds.Cloud.Drained)
        {
            rounds.Cloud.End(id);
        }

        await rounds.RunForAsync(30);
        Assert.Empty(rounds.Cloud.TaskIds);

        rounds.Cloud.Depth = new QueueDepth(1, 0, 0);
        await rounds.RunAsync();
        Assert.Single(rounds.Cloud.TaskIds);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("backlog")]
    [InlineData("predictive")]
    public async Task NoWork_WithASettingOfASecond_IsNotWaitedOnForABilledMinute(string policy)
    {
        using var rounds = new Rounds(scaleInSeconds: 1, policy: policy);
        await rounds.RunForAsync(30);
        rounds.Cloud.Depth = new QueueDepth(1, 0, 0);
        await rounds.RunAsync();
        rounds.Cloud.RegisterAll();
        rounds.Cloud.Use("task-001", 1);
        rounds.Cloud.Depth = new QueueDepth(0, 1, 0);
        await rounds.RunAsync();
        rounds.Cloud.Use("task-001", 0);
        rounds.Cloud.Depth = new QueueDepth(0, 0, 0);

        await rounds.RunForAsync(15);

        Assert.Equal(["task-001"], rounds.Cloud.Drained);
    }

    [Fact]
    public async Task WorkersThatHoldAWorkspace_AreNeverDrained()
    {
        using var rounds = await WithWorkersAsync(3);
        rounds.Cloud.Use("task-001", 1);
        rounds.Cloud.Use("task-003", 1);
        rounds.Cloud.Depth = new QueueDepth(0, 2, 0);

        await rounds.RunForAsync(600);

        // Two activations fit one task, but both busy workers stay.
        Assert.Equal(["task-002"], rounds.Cloud.Drained);
    }

    [Fact]
    public async Task APeakWithinTheWindow_KeepsItsWorkers()
    {
        using var rounds = await WithWorkersAsync(3);
        for (var i = 0; i < 20; i++)
        {
            rounds.Cloud.Depth = new QueueDepth(0, 0, 0);
            await rounds.RunForAsync(40);
            rounds.Cloud.Depth = new QueueDepth(0, 15, 0);
            await rounds.RunAsync();
        }

        Assert.Empty(rounds.Cloud.Drained);
        Assert.Single(rounds.Cloud.LaunchCounts);
    }

    [Theory]
    [InlineData("depth")]
    [InlineData("tasks")]
    [InlineData("workers")]
    public async Task Unknown_Holds(string what)
    {
        using var rounds = await WithWorkersAsync(3);
        var error = new TimeoutException("gone");
        rounds.Cloud.DepthError = what == "depth" ? error : null;
        rounds.Cloud.ListError = what == "tasks" ? error : null;
        rounds.Cloud.WorkersError = what == "workers" ? error : null;

        await rounds.RunForAsync(600);

        Assert.Empty(rounds.Cloud.Drained);
        Assert.Empty(rounds.Cloud.Stopped);
        Assert.Single(rounds.Cloud.LaunchCounts);

        // The wait starts again when it is known again.
        rounds.Cloud.DepthError = rounds.Cloud.ListError = rounds.Cloud.WorkersError = null;
        await rounds.RunForAsync(55);
        Assert.Empty(rounds.Cloud.Drained);
        await rounds.RunForAsync(20);
        Assert.Equal(3, rounds.Cloud.Drained.Count);
    }

    [Fact]
    public async Task ADrainedWorkerThatDoesNotEnd_IsStoppedAfterItsBound()
    {
        using var rounds = await WithWorkersAsync(1);
        await rounds.RunForAsync(70);
        Assert.Single(rounds.Cloud.Drained);

        await rounds.RunForAsync(115);
        Assert.Empty(rounds.Cloud.Stopped);
        await rounds.RunForAsync(20);

        Assert.Equal("task-001", Assert.Single(rounds.Cloud.Stopped).TaskId);
    }

    [Fact]
    public async Task ADrainingWorkerThatTookWork_IsNotStopped()
    {
        using var rounds = await WithWorkersAsync(1);
        await rounds.RunForAsync(70);
        rounds.Cloud.Use("task-001", 1);
        rounds.Cloud.Depth = new QueueDepth(0, 1, 0);

        // A draining worker is no supply, so another one comes up beside it.
        await rounds.RunAsync();
        rounds.Cloud.RegisterAll();
        await rounds.RunForAsync(3600);
        Assert.Empty(rounds.Cloud.Stopped);

        rounds.Cloud.Use("task-001", 0);
        await rounds.RunForAsync(130);
        Assert.Equal("task-001", Assert.Single(rounds.Cloud.Stopped).TaskId);
    }

    [Fact]
    public async Task ATaskThatNeverRegisters_IsReplaced()
    {
        using var rounds = new Rounds(min: 1);
        await rounds.RunForAsync(290);
        Assert.Empty(rounds.Cloud.Stopped);

        await rounds.RunForAsync(40);

        var stopped = Assert.Single(rounds.Cloud.Stopped);
        Assert.Contains("did not register within 300 s", stopped.Reason, StringComparison.Ordinal);
        Assert.Equal(["task-002"], rounds.Cloud.TaskIds);
    }

    [Fact]
    public async Task AWorkerWithoutHeartbeat_IsReplacedAtOnceAndStoppedLater()
    {
        using var rounds = await WithWorkersAsync(1, min: 1);
        rounds.Cloud.Workers.Clear();

        await rounds.RunAsync();
        Assert.Equal(2, rounds.Cloud.TaskIds.Count);
        rounds.Cloud.Workers["task-002"] = new("task-002", null, 5, 0, false, rounds.Time.GetUtcNow());
        await rounds.RunForAsync(290);
        Assert.Empty(rounds.Cloud.Stopped);
        await rounds.RunForAsync(20);

        Assert.Equal("task-001", Assert.Single(rounds.Cloud.Stopped).TaskId);
    }

    [Fact]
    public async Task RedisThatForgotEveryWorkerForAMoment_StopsNone()
    {
        using var rounds = await WithWorkersAsync(3, min: 3, max: 3);
        var workers = rounds.Cloud.Workers.ToDictionary();
        rounds.Cloud.Workers.Clear();
        await rounds.RunForAsync(15);
        foreach (var (id, worker) in workers)
        {
            rounds.Cloud.Workers[id] = worker;
        }

        await rounds.RunForAsync(600);

        Assert.Empty(rounds.Cloud.Stopped);
        Assert.Equal(3, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task ALastLook_SparesAWorkerThatCameBackWithWork()
    {
        using var rounds = new Rounds(min: 1);
        await rounds.RunForAsync(295);
        var id = Assert.Single(rounds.Cloud.TaskIds);

        // It registers between the observation and the stop.
        rounds.Cloud.Workers[id] = new(id, null, 5, 1, false, rounds.Time.GetUtcNow());
        rounds.Cloud.HideWorkersOnce = true;
        await rounds.RunAsync(20);

        Assert.Empty(rounds.Cloud.Stopped);
    }

    private static async Task<Rounds> WithWorkersAsync(int count, int min = 0, int max = 10)
    {
        var rounds = new Rounds(min, max);
        rounds.Cloud.Depth = new QueueDepth(count * 5, 0, 0);
        await rounds.RunAsync();
        Assert.Equal(count, rounds.Cloud.TaskIds.Count);
        rounds.Cloud.RegisterAll();
        await rounds.RunAsync();
        rounds.Cloud.Depth = new QueueDepth(0, 0, 0);
        return rounds;
    }
}
