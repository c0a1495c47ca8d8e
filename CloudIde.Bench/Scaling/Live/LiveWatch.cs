using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Core.Redis;
using CloudIde.Core.Workers;
using StackExchange.Redis;
using EcsTask = Amazon.ECS.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>Looks at the fleet and at the workspaces' leases all along, from outside: through ECS and Redis.</summary>
internal sealed class LiveWatch(IAmazonECS ecs, string cluster, IConnectionMultiplexer redis, IReadOnlyList<string> projects)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly WorkerRegistry _registry = new(redis);
    private readonly Dictionary<(string Project, long Epoch), LeaseSpan> _leases = [];
    private readonly Dictionary<string, DateTimeOffset> _registered = [];
    private readonly List<FleetCount> _counts = [];

    /// <summary>How many tasks there were, by time.</summary>
    public IReadOnlyList<FleetCount> Counts => _counts;

    /// <summary>The holds of the workspaces.</summary>
    public IReadOnlyCollection<LeaseSpan> Leases => _leases.Values;

    /// <summary>Whether the latest look found no lease.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Looks until it is told to stop.</summary>
    /// <param name="stop">Tells.</param>
    /// <returns>A task that ends after the last look.</returns>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                var leases = LookAtLeasesAsync();
                var workers = LookAtWorkersAsync();
                await LookAtTasksAsync(stop);
                await Task.WhenAll(leases, workers);
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Seen enough.
        }
    }

    /// <summary>
    /// How long tasks took from RunTask until their worker took work, in seconds, of those that are known still. One that came
    /// while others waited took work with its first workspace, which a busy machine gives it some time after it registered.
    /// </summary>
    /// <param name="burst">Since when there is work for a worker that registers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Seconds, in the order of the tasks' creation.</returns>
    public async Task<IReadOnlyList<double>> StartSecondsAsync(DateTimeOffset burst, CancellationToken cancellationToken)
    {
        IReadOnlyList<EcsTask> tasks =
            [.. await ListAsync(DesiredStatus.RUNNING, cancellationToken), .. await ListAsync(DesiredStatus.STOPPED, cancellationToken)];
        return
        [
            .. from task in tasks
               let created = task.CreatedAt
               where created.HasValue && _registered.ContainsKey(IdOf(task))
               orderby created.Value
               select (ReadyAt(IdOf(task), burst) - Time(created.Value)).TotalSeconds,
        ];
    }

    /// <summary>Names the tasks that were stopped, or ended in another way than by their own will, while they held a workspace.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A sentence each.</returns>
    public async Task<IReadOnlyList<string>> FindBusyStopsAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var task in await ListAsync(DesiredStatus.STOPPED, cancellationToken))
        {
            var stopped = Time(task.StoppingAt ?? task.StoppedAt ?? DateTime.UtcNow);
            var held = Leases.Where(lease => lease.Worker == IdOf(task) && lease.From <= stopped && lease.Until > stopped).ToList();
            if (held.Count > 0)
            {
                problems.Add($"{IdOf(task)} held {held.Count} workspaces when it was stopped: {task.StopCode?.Value}, {task.StoppedReason}");
            }
        }

        return problems;
    }

    private DateTimeOffset ReadyAt(string worker, DateTimeOffset burst)
    {
        var registered = _registered[worker];
        return registered < burst
            ? registered
            : Leases.Where(lease => lease.Worker == worker && lease.From > registered).Select(lease => lease.From).DefaultIfEmpty(registered).Min();
    }

    private static string IdOf(EcsTask task) => task.TaskArn[(task.TaskArn.LastIndexOf('/') + 1)..];

    private static DateTimeOffset Time(DateTime time) => new(time.ToUniversalTime());

    private async Task LookAtLeasesAsync()
    {
        var database = redis.GetDatabase();
        var found = await Task.WhenAll(projects.Select(project => database.HashGetAsync(RedisKeys.Lease(project), ["worker", "epoch"])));
        var now = DateTimeOffset.UtcNow;
        var idle = true;
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is not [{ IsNull: false } worker, { IsNull: false } epoch])
            {
                continue;
            }

            idle = false;
            var key = (projects[i], (long)epoch);
            if (!_leases.TryGetValue(key, out var lease))
            {
                _leases[key] = lease = new LeaseSpan(key.Item1, worker.ToString(), key.Item2) { From = now, Until = now };
            }

            lease.Until = now;
        }

        IsIdle = idle;
    }

    private async Task LookAtWorkersAsync()
    {
        foreach (var worker in await _registry.ListAsync())
        {
            _registered.TryAdd(worker.WorkerId, DateTimeOffset.UtcNow);
        }
    }

    private async Task LookAtTasksAsync(CancellationToken cancellationToken)
    {
        var at = DateTimeOffset.UtcNow;
        var listed = await ecs.ListTasksAsync(
            new ListTasksRequest { Cluster = cluster, DesiredStatus = DesiredStatus.RUNNING }, cancellationToken);
        _counts.Add(new FleetCount(at, listed.TaskArns?.Count ?? 0));
    }

    private async Task<IReadOnlyList<EcsTask>> ListAsync(DesiredStatus status, CancellationToken cancellationToken)
    {
        var listed = await ecs.ListTasksAsync(new ListTasksRequest { Cluster = cluster, DesiredStatus = status }, cancellationToken);
        if (listed.TaskArns is not { Count: > 0 } arns)
        {
            return [];
        }

        var described = await ecs.DescribeTasksAsync(new DescribeTasksRequest { Cluster = cluster, Tasks = arns }, cancellationToken);
        return described.Tasks ?? [];
    }
}
