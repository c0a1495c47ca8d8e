using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>How one orchestrator meets a world: it may believe that it leads when it does not, and be killed at any call.</summary>
internal sealed class WorldOrchestrator(FaultyWorld world, int number)
    : ITaskRuntime, IWorkerFleet, ILoadSource, ILaunchSequence, ILeadership, IDecisionLog, IDemandStore
{
    private bool _unknown;

    public int MaxLaunch => 10;

    public bool IsHeld { get; set; }

    public long Term { get; set; } = 1;

    /// <summary>A round begins: nothing is unknown yet.</summary>
    public void BeginRound() => _unknown = false;

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken) => Read(world.Depth);

    // What is unknown of the counters holds nothing: the load's rises stand in.
    public Task<ActivationTotals> GetTotalsAsync(CancellationToken cancellationToken) => Call(world.Totals);

    Task<IReadOnlyList<FleetTask>> ITaskRuntime.ListAsync(CancellationToken cancellationToken) => Read(world.List);

    Task<IReadOnlyList<WorkerRegistration>> IWorkerFleet.ListAsync(CancellationToken cancellationToken) => Read(world.Workers);

    public Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken)
    {
        Check("launched");
        Kill(0.02);
        var result = Call(() => world.Launch(count, token));
        Kill(0.1);
        return result;
    }

    public Task StopAsync(string taskId, string reason, CancellationToken cancellationToken)
    {
        Check("stopped");
        world.Stop(taskId);
        Kill(0.05);
        return Task.CompletedTask;
    }

    public Task<bool> DrainAsync(string workerId, string reason, CancellationToken cancellationToken)
    {
        Check("drained");
        Kill(0.02);
        return Call(() => world.Drain(workerId));
    }

    public Task<PendingLaunch?> BeginAsync(int count, int room, CancellationToken cancellationToken) =>
        Call(() => world.Begin(count, room, number));

    public Task CompleteAsync(PendingLaunch launch, IReadOnlyList<string> taskIds, CancellationToken cancellationToken) =>
        Call(() =>
        {
            world.Complete(launch, taskIds);
            return true;
        });

    public Task<IReadOnlyList<(string TaskId, TimeSpan Ago)>> GetRecentAsync(CancellationToken cancellationToken) => Call(world.Recent);

    public Task RecordAsync(ScalingRecord record, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DemandState?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(world.Demand);

    public Task SaveAsync(DemandState state, CancellationToken cancellationToken)
    {
        world.Demand = state;
        return Task.CompletedTask;
    }

    private static Task<T> Call<T>(Func<T> call)
    {
        try
        {
            return Task.FromResult(call());
        }
        catch (Exception e) when (e is not ProcessKilledException)
        {
            return Task.FromException<T>(e);
        }
    }

    private Task<T> Read<T>(Func<T> read)
    {
        var result = Call(read);
        _unknown |= result.IsFaulted;
        return result;
    }

    private void Check(string what)
    {
        if (_unknown)
        {
            world.Violations.Add($"{world.Now} s: a task was {what} though something was unknown.");
        }
    }

    private void Kill(double probability)
    {
        if (world.KillsNow(probability))
        {
            throw new ProcessKilledException();
        }
    }
}
