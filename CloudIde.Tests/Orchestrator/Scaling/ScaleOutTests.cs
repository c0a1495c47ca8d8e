using System.Net;
using Amazon.ECS;
using Amazon.Runtime;
using CloudIde.Core.Activations;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class ScaleOutTests
{
    [Fact]
    public async Task FirstActivation_WithNoMinimum_StartsOneTask()
    {
        using var rounds = new Rounds(min: 0);
        await rounds.RunAsync();
        Assert.Empty(rounds.Cloud.TaskIds);

        rounds.Cloud.Depth = new QueueDepth(1, 0, 0);
        await rounds.RunAsync();

        Assert.Single(rounds.Cloud.TaskIds);
    }

    [Fact]
    public async Task Minimum_WithoutWork_IsKept()
    {
        using var rounds = new Rounds(min: 2);

        await rounds.RunForAsync(20);

        Assert.Equal(2, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task StartingTasks_CountAsSupply()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);

        await rounds.RunForAsync(60);

        Assert.Equal(3, rounds.Cloud.TaskIds.Count);
        Assert.Equal([3], rounds.Cloud.LaunchCounts);
    }

    [Fact]
    public async Task NewTasks_ThatAreNotListedYet_CountAsSupply()
    {
        using var rounds = new Rounds();
        rounds.Cloud.ListsNewTasks = false;
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);

        await rounds.RunForAsync(30);

        Assert.Equal(3, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task MoreThanTen_AreStartedInBatchesAndNeverBeyondTheMaximum()
    {
        using var rounds = new Rounds(max: 23);
        rounds.Cloud.Depth = new QueueDepth(1000, 0, 0);

        await rounds.RunForAsync(30);

        Assert.Equal([10, 10, 3], rounds.Cloud.LaunchCounts);
        Assert.Equal(23, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task DrainingWorkers_AreNoSupplyButCountForTheMaximum()
    {
        using var rounds = new Rounds(max: 3);
        for (var i = 0; i < 2; i++)
        {
            rounds.Cloud.AddTask();
        }

        rounds.Cloud.RegisterAll();
        foreach (var id in rounds.Cloud.TaskIds)
        {
            rounds.Cloud.Workers[id] = rounds.Cloud.Workers[id] with { Draining = true, UsedSlots = 5 };
        }

        rounds.Cloud.Depth = new QueueDepth(10, 10, 0);
        await rounds.RunForAsync(20);

        Assert.Equal([1], rounds.Cloud.LaunchCounts);
    }

    [Fact]
    public async Task FailuresInsideASuccess_AreCountedAndRetriedWithBackOff()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(20, 0, 0);
        rounds.Cloud.LaunchFailures = 3;

        var first = await rounds.RunAsync();
        var tooSoon = await rounds.RunAsync(0.5);
        rounds.Cloud.LaunchFailures = 0;
        var later = await rounds.RunAsync(2);

        Assert.True(first.Applied.LaunchFailed);
        Assert.Equal(3, first.Applied.Failures.Count);
        Assert.Empty(tooSoon.Applied.Launched);
        Assert.True(tooSoon.BackOffSeconds > 0);
        Assert.Equal(3, later.Applied.Launched.Count);
        Assert.Equal(4, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task Throttling_BacksOffLongerEachTime()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(5, 0, 0);
        rounds.Cloud.LaunchError = new AmazonECSException(
            "Rate exceeded", null!, ErrorType.Sender, "ThrottlingException", "", HttpStatusCode.BadRequest);

        // Rounds every 0.5 s for a minute; 1 + 2 + 4 + 8 + 16 s of waiting leave room for six attempts, not for 120.
        for (var i = 0; i < 120; i++)
        {
            await rounds.RunAsync(0.5);
        }

        Assert.InRange(rounds.Cloud.LaunchCounts.Count, 5, 7);
        rounds.Cloud.LaunchError = null;
        await rounds.RunForAsync(60);
        Assert.Single(rounds.Cloud.TaskIds);
    }

    [Fact]
    public async Task AnAnswerThatIsLost_IsAskedForAgainWithTheSameToken()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);
        rounds.Cloud.ListsNewTasks = false;
        rounds.Cloud.LaunchError = new TimeoutException("no answer");
        rounds.Cloud.LaunchErrorAfterStart = true;
        await rounds.RunAsync();
        Assert.Equal(3, rounds.Cloud.TaskIds.Count);

        rounds.Cloud.LaunchError = null;
        await rounds.RunForAsync(30);

        Assert.Equal(3, rounds.Cloud.TaskIds.Count);
        Assert.Equal([3, 3], rounds.Cloud.LaunchCounts);
    }

    [Fact]
    public async Task ACrashBetweenLaunchAndNote_FollowedByAnotherTarget_LaunchesNothingTwice()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);
        rounds.Cloud.LaunchError = new TimeoutException("killed here");
        rounds.Cloud.LaunchErrorAfterStart = true;
        rounds.Cloud.ListsNewTasks = false;
        await rounds.RunAsync();

        rounds.Restart();
        rounds.Cloud.LaunchError = null;
        rounds.Cloud.Depth = new QueueDepth(17, 0, 0);
        await rounds.RunAsync();
        rounds.Cloud.Unlisted.Clear();
        await rounds.RunForAsync(30);

        Assert.Equal(4, rounds.Cloud.TaskIds.Count);
    }

    [Fact]
    public async Task Restart_ChangesNothing()
    {
        using var rounds = new Rounds(min: 1);
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);
        await rounds.RunAsync();
        rounds.Cloud.RegisterAll();
        rounds.Cloud.Depth = new QueueDepth(0, 0, 0);

        rounds.Restart();
        await rounds.RunForAsync(50);

        Assert.Equal(3, rounds.Cloud.TaskIds.Count);
        Assert.Empty(rounds.Cloud.Drained);
        Assert.Empty(rounds.Cloud.Stopped);
        Assert.Single(rounds.Cloud.LaunchCounts);
    }

    [Fact]
    public async Task LostLead_StopsActing()
    {
        using var rounds = new Rounds();
        rounds.Cloud.Depth = new QueueDepth(12, 0, 0);
        rounds.Cloud.IsHeld = false;

        await rounds.RunAsync();

        Assert.Empty(rounds.Cloud.TaskIds);
    }

    [Fact]
    public async Task TasksThatEndBeforeTheyRegister_BackOff()
    {
        using var rounds = new Rounds(min: 1);
        for (var i = 0; i < 60; i++)
        {
            await rounds.RunAsync(1);
            foreach (var id in rounds.Cloud.TaskIds.ToList())
            {
                rounds.Cloud.End(id);
            }
        }

        // Without a back-off it would be one launch a round, once the vanished one is no longer waited for.
        Assert.InRange(rounds.Cloud.LaunchCounts.Count, 1, 10);
    }

    [Fact]
    public async Task Decisions_AreRecordedWhenTheyChange()
    {
        using var rounds = new Rounds();
        await rounds.RunForAsync(30);
        rounds.Cloud.Depth = new QueueDepth(1, 0, 0);
        await rounds.RunAsync();

        Assert.Equal([0, 1], rounds.Cloud.Records.Select(record => record.Decision.Target));
        Assert.Equal(1, rounds.Cloud.Records[1].Plan.Launch);
    }
}
