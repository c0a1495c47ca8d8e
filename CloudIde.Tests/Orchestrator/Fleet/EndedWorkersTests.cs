using System.Collections.Concurrent;
using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Tests.Core;
using CloudIde.Tests.Orchestrator.Commands;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

/// <summary>What workers leave behind whose tasks ended, with tasks that are processes of the emulated Fargate.</summary>
public sealed class EndedWorkersTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    private readonly ConcurrentQueue<WorkspaceEvent> _seen = new();
    private readonly string _project = $"p{Guid.NewGuid():N}";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_OfAWorkerWhoseTaskEnded_EndsItsLeasesAndNoOther()
    {
        var workspaces = new WorkspaceDirectory(world.Redis);
        var (dead, alive) = (await StartWorkerAsync(), await StartWorkerAsync());
        var elsewhere = $"laptop-{Guid.NewGuid():N}";
        await world.Workers.HeartbeatAsync(new WorkerRegistration(elsewhere, null, 5, 1, false, DateTimeOffset.UtcNow));

        // One that was given another name is not found by it.
        await world.Workers.HeartbeatAsync(new WorkerRegistration("named", $"arn:aws:ecs:r:1:task/c/{dead}", 5, 1, false, DateTimeOffset.UtcNow));
        await world.Runtime.StopAsync(dead, "a test", CancellationToken);
        await Eventually.TrueAsync(
            async () => (await world.Runtime.FindEndedAsync([dead, alive], CancellationToken)).SequenceEqual([dead]), "the task ends");
        var lost = await workspaces.AcquireAsync(_project + "a", dead, "a1");
        var kept = await workspaces.AcquireAsync(_project + "b", alive, "a2");
        var foreign = await workspaces.AcquireAsync(_project + "c", elsewhere, "a3");
        await using var events = await workspaces.SubscribeAsync(_project + "a", _seen.Enqueue);

        // The living one is not listed either, as in an old list.
        var released = await Workers(workspaces).ReleaseAsync(await ObserveAsync([]), CancellationToken);

        Assert.Equal(1, released);
        Assert.Equal(LeaseState.Lost, (await workspaces.RenewAsync(lost)).State);
        Assert.Equal(new WorkspaceLease(_project + "a", alive, "a4", lost.Epoch + 2), await workspaces.AcquireAsync(_project + "a", alive, "a4"));
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(kept)).State);
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(foreign)).State);
        var registered = (await world.Workers.ListAsync()).Select(worker => worker.WorkerId).ToList();
        Assert.DoesNotContain(dead, registered);
        Assert.Contains(alive, registered);
        Assert.Contains(elsewhere, registered);
        await Eventually.TrueAsync(() => _seen.Contains(WorkspaceEvent.Status), "whoever follows the workspace is told");
    }

    [Fact]
    public async Task Release_WithoutAList_EndsNothing()
    {
        var workspaces = new WorkspaceDirectory(world.Redis);
        var dead = await StartWorkerAsync();
        await world.Runtime.StopAsync(dead, "a test", CancellationToken);
        await Eventually.TrueAsync(
            async () => (await world.Runtime.FindEndedAsync([dead], CancellationToken)).Count == 1, "the task ends");
        var lease = await workspaces.AcquireAsync(_project, dead, "a1");

        Assert.Equal(0, await Workers(workspaces).ReleaseAsync(await ObserveAsync(null), CancellationToken));
        Assert.Equal(0, await Workers(workspaces).ReleaseAsync((await ObserveAsync([])) with { Workers = null }, CancellationToken));

        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(lease)).State);

        // The other test would find it.
        await workspaces.ReleaseAsync(lease);
    }

    private async Task<FleetObservation> ObserveAsync(IReadOnlyList<FleetTask>? tasks) =>
        new(DateTimeOffset.UtcNow, TimeSpan.Zero, null, tasks, await world.Workers.ListAsync());

    private async Task<string> StartWorkerAsync()
    {
        var id = await world.StartTaskAsync();
        await world.Workers.HeartbeatAsync(new WorkerRegistration(id, $"arn:aws:ecs:r:1:task/c/{id}", 5, 1, false, DateTimeOffset.UtcNow));
        return id;
    }

    private EndedWorkers Workers(WorkspaceDirectory workspaces) => new(
        world.Runtime, world.Workers, new WorkspaceHolders(world.Redis), workspaces, NullLogger<EndedWorkers>.Instance);
}
