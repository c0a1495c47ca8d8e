using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using Microsoft.Extensions.Time.Testing;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>A queue, a runtime and workers that do what a test tells them, under a fake clock.</summary>
internal sealed class FakeCloud(FakeTimeProvider time)
    : ITaskRuntime, IWorkerFleet, ILoadSource, ILaunchSequence, ILeadership, IDecisionLog, IDemandStore
{
    private readonly Dictionary<string, (int Count, List<string> Ids)> _tokens = [];
    private (PendingLaunch Launch, DateTimeOffset Until)? _pending;
    private readonly List<(string TaskId, DateTimeOffset At)> _recent = [];
    private int _nextTask;
    private int _sequence;

    public QueueDepth Depth { get; set; } = new(0, 0, 0);

    public Exception? DepthError { get; set; }

    /// <summary>What servers and workers counted, or null while it cannot be read.</summary>
    public ActivationTotals? Totals { get; set; } = new("first", 0, 0, new long[DurationBuckets.Count]);

    public Exception? ListError { get; set; }

    public Exception? WorkersError { get; set; }

    /// <summary>What the next launches meet: thrown before or after the tasks were started.</summary>
    public Exception? LaunchError { get; set; }

    public bool LaunchErrorAfterStart { get; set; }

    /// <summary>Whether the next launches start their tasks and never answer.</summary>
    public bool LaunchHangs { get; set; }

    /// <summary>What happens while a task is being stopped.</summary>
    public Action<string>? OnStop { get; set; }

    /// <summary>How many of the next launches' tasks come back as failures.</summary>
    public int LaunchFailures { get; set; }

    /// <summary>The next list of workers is empty, the one after it is not.</summary>
    public bool HideWorkersOnce { get; set; }

    /// <summary>Whether new tasks are listed at once, as they need not be.</summary>
    public bool ListsNewTasks { get; set; } = true;

    public List<string> TaskIds { get; } = [];

    public HashSet<string> Unlisted { get; } = [];

    public Dictionary<string, WorkerRegistration> Workers { get; } = [];

    public List<int> LaunchCounts { get; } = [];

    public List<string> Drained { get; } = [];

    public List<(string TaskId, string Reason)> Stopped { get; } = [];

    public List<ScalingRecord> Records { get; } = [];

    /// <summary>What an orchestrator kept of what it learnt.</summary>
    public DemandState? Demand { get; set; }

    public int MaxLaunch => 10;

    public bool IsHeld { get; set; } = true;

    public long Term { get; set; } = 1;

    /// <summary>All tasks become workers that take work.</summary>
    public void RegisterAll(int slots = 5)
    {
        foreach (var id in TaskIds.Where(id => !Workers.ContainsKey(id)))
        {
            Workers[id] = new WorkerRegistration(id, id, slots, 0, false, time.GetUtcNow());
        }
    }

    public void Use(string id, int slots) => Workers[id] = Workers[id] with { UsedSlots = slots };

    public string AddTask()
    {
        var id = $"task-{++_nextTask:000}";
        TaskIds.Add(id);
        return id;
    }

    public void End(string id)
    {
        TaskIds.Remove(id);
        Workers.Remove(id);
    }

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken) =>
        DepthError is null ? Task.FromResult(Depth) : Task.FromException<QueueDepth>(DepthError);

    public Task<ActivationTotals> GetTotalsAsync(CancellationToken cancellationToken) => Totals is null
        ? Task.FromException<ActivationTotals>(new TimeoutException("Redis did not answer."))
        : Task.FromResult(Totals);

    Task<IReadOnlyList<FleetTask>> ITaskRuntime.ListAsync(CancellationToken cancellationToken) => ListError is null
        ? Task.FromResult<IReadOnlyList<FleetTask>>(
            [.. TaskIds.Where(id => !Unlisted.Contains(id)).Select(id => new FleetTask(id, "RUNNING"))])
        : Task.FromException<IReadOnlyList<FleetTask>>(ListError);

    Task<IReadOnlyList<WorkerRegistration>> IWorkerFleet.ListAsync(CancellationToken cancellationToken)
    {
        if (WorkersError is not null)
        {
            return Task.FromException<IReadOnlyList<WorkerRegistration>>(WorkersError);
        }

        IReadOnlyList<WorkerRegistration> workers = HideWorkersOnce ? [] : [.. Workers.Values];
        HideWorkersOnce = false;
        return Task.FromResult(workers);
    }

    public Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken)
    {
        LaunchCounts.Add(count);
        if (LaunchError is { } before && !LaunchErrorAfterStart)
        {
            return Task.FromException<LaunchResult>(before);
        }

        if (!_tokens.TryGetValue(token, out var launch))
        {
            var started = Math.Max(0, count - LaunchFailures);
            launch = (count, [.. Enumerable.Range(0, started).Select(_ => AddTask())]);
            _tokens[token] = launch;
            if (!ListsNewTasks)
            {
                Unlisted.UnionWith(launch.Ids);
            }
        }
        else if (launch.Count != count)
        {
            return Task.FromException<LaunchResult>(new TokenReusedException(token, new InvalidOperationException()));
        }

        if (LaunchHangs)
        {
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
                .ContinueWith<LaunchResult>(_ => throw new OperationCanceledException(), CancellationToken.None);
        }

        return LaunchError is { } after
            ? Task.FromException<LaunchResult>(after)
            : Task.FromResult(new LaunchResult(launch.Ids, [.. Enumerable.Repeat("RESOURCE:CPU", count - launch.Ids.Count)]));
    }

    public Task StopAsync(string taskId, string reason, CancellationToken cancellationToken)
    {
        OnStop?.Invoke(taskId);
        Stopped.Add((taskId, reason));
        End(taskId);
        return Task.CompletedTask;
    }

    public Task<bool> DrainAsync(string workerId, string reason, CancellationToken cancellationToken)
    {
        Drained.Add(workerId);
        Workers[workerId] = Workers[workerId] with { Draining = true };
        return Task.FromResult(true);
    }

    public Task<PendingLaunch?> BeginAsync(int count, int room, CancellationToken cancellationToken)
    {
        if (_pending is { } noted && time.GetUtcNow() < noted.Until)
        {
            _pending = noted.Launch.Count <= room ? (noted.Launch, time.GetUtcNow() + FleetHistory.ListingBound) : noted;
            return Task.FromResult<PendingLaunch?>(noted.Launch with { IsRepeat = true });
        }

        var launch = new PendingLaunch($"token-{++_sequence}", count, false);
        _pending = (launch, time.GetUtcNow() + FleetHistory.ListingBound);
        return Task.FromResult<PendingLaunch?>(launch);
    }

    public Task CompleteAsync(PendingLaunch launch, IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        _pending = null;
        _recent.AddRange(taskIds.Select(id => (id, time.GetUtcNow())));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(string TaskId, TimeSpan Ago)>> GetRecentAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(string TaskId, TimeSpan Ago)>>(
            [.. _recent.Select(launch => (launch.TaskId, time.GetUtcNow() - launch.At)).Where(launch => launch.Item2 < FleetHistory.ListingBound)]);

    public Task RecordAsync(ScalingRecord record, CancellationToken cancellationToken)
    {
        Records.Add(record);
        return Task.CompletedTask;
    }

    public Task<DemandState?> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(Demand);

    public Task SaveAsync(DemandState state, CancellationToken cancellationToken)
    {
        Demand = state;
        return Task.CompletedTask;
    }
}
