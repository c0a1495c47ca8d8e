using System.Net;
using Amazon.ECS;
using Amazon.Runtime;
using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>
/// A queue, a runtime, workers and a Redis that behave as they do in a cloud on a bad day, in steps of a second and drawn
/// from a seed. It checks the invariants itself, on what really runs rather than on what was reported.
/// </summary>
internal sealed class FaultyWorld(int seed, int slots, int max, TimeProvider time)
{
    private const int HeartbeatSeconds = 5;
    private const int LongestLag = 20;

    private readonly Random _random = new(seed);
    private readonly Random _resets = new(seed);
    private readonly List<WorldTask> _tasks = [];
    private readonly Queue<int> _waiting = new();
    private readonly Dictionary<string, (int Count, IReadOnlyList<string> Ids)> _tokens = [];
    private readonly List<IReadOnlyList<FleetTask>> _lists = [];
    private readonly List<(string Id, int At)> _recent = [];
    private (PendingLaunch Launch, int Until, int NotedAt)? _pending;
    private int _tokenCount;
    private int _incarnation;
    private int _nextTask;

    /// <summary>The second of the simulation.</summary>
    public int Now { get; private set; }

    /// <summary>Whether anything may go wrong at present.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>Which orchestrator the lease names.</summary>
    public int Leader { get; set; }

    /// <summary>What was violated; empty is good.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>The most tasks that a decision asked for lately, by which a launch is judged.</summary>
    public List<(int At, int Target)> Targets { get; } = [];

    public int Arrived { get; private set; }

    public int Served { get; private set; }

    public int Waiting => _waiting.Count;

    public DemandState? Demand { get; set; }

    public IReadOnlyList<WorldTask> Running => [.. _tasks.Where(task => !task.Ended)];

    public bool QueueFails { get; private set; }

    public bool ListFails { get; private set; }

    public bool RedisFails { get; private set; }

    public int Throttled { get; private set; }

    public int LostAnswers { get; private set; }

    /// <summary>A second passes.</summary>
    /// <param name="arrivals">How many activations arrive in it.</param>
    public void Step(int arrivals)
    {
        Now++;
        QueueFails = Toggle(QueueFails, 0.01, 0.02);
        ListFails = Toggle(ListFails, 0.01, 0.05);
        RedisFails = Toggle(RedisFails, 0.005, 0.1);
        for (var i = 0; i < arrivals; i++, Arrived++)
        {
            _waiting.Enqueue(_random.Next(5, 240));
        }

        foreach (var task in _tasks.Where(task => !task.Ended))
        {
            Work(task);
        }

        _lists.Add([.. Running.Select(task => new FleetTask(task.Id, "RUNNING"))]);
        if (Running.Count > max)
        {
            Violations.Add($"{Now} s: {Running.Count} tasks run, the maximum is {max}.");
        }
    }

    public QueueDepth Depth()
    {
        Fail(QueueFails, "The queue did not answer.");

        // SQS' counts are of some moment of the last while.
        var active = _tasks.Sum(task => task.Work.Count);
        return IsFaulty && _random.NextDouble() < 0.1
            ? new QueueDepth(_random.Next(_waiting.Count + 1), _random.Next(active + 1), 0)
            : new QueueDepth(_waiting.Count, active, 0);
    }

    public ActivationTotals Totals()
    {
        Fail(RedisFails, "Redis did not answer.");

        // Now and then somebody empties Redis.
        _incarnation += IsFaulty && _resets.NextDouble() < 0.01 ? 1 : 0;
        return new ActivationTotals($"{_incarnation}", Arrived, 0, new long[DurationBuckets.Count]);
    }

    public IReadOnlyList<FleetTask> List()
    {
        Fail(ListFails, "ListTasks did not answer.");
        var lag = IsFaulty && _random.NextDouble() < 0.3 ? _random.Next(LongestLag) : 0;
        var list = _lists.Count == 0 ? [] : _lists[Math.Max(0, _lists.Count - 1 - lag)];
        return IsFaulty && list.Count > 0 && _random.NextDouble() < 0.1 ? [.. list, list[_random.Next(list.Count)]] : list;
    }

    public IReadOnlyList<WorkerRegistration> Workers()
    {
        Fail(RedisFails, "Redis did not answer.");
        return [.. Running.Where(task => task.Reported is not null).Select(task => task.Reported!)];
    }

    public LaunchResult Launch(int count, string token)
    {
        if (IsFaulty && _random.NextDouble() < 0.15)
        {
            Throttled++;
            throw new AmazonECSException("Rate exceeded", null!, ErrorType.Sender, "ThrottlingException", "", HttpStatusCode.BadRequest);
        }

        if (!_tokens.TryGetValue(token, out var launch))
        {
            // A request that is repeated may be larger than what is needed by now, but it was needed when it was noted.
            if (_pending is not { } noted || noted.NotedAt == Now)
            {
                Judge(count);
            }

            var started = IsFaulty && _random.NextDouble() < 0.15 ? _random.Next(count) : count;
            var ids = Enumerable.Range(0, started).Select(_ => Start()).ToList();
            _tokens[token] = launch = (count, ids);
        }
        else if (launch.Count != count)
        {
            throw new TokenReusedException(token, new InvalidOperationException());
        }

        if (IsFaulty && _random.NextDouble() < 0.15)
        {
            LostAnswers++;
            throw new TimeoutException("The answer was lost.");
        }

        return new LaunchResult(launch.Ids, [.. Enumerable.Repeat("RESOURCE:CPU", count - launch.Ids.Count)]);
    }

    public bool KillsNow(double probability) => IsFaulty && _random.NextDouble() < probability;

    public int Draw(int below) => _random.Next(below);

    public void Stop(string id)
    {
        var task = _tasks.Single(task => task.Id == id);
        if (task.Work.Count > 0)
        {
            Violations.Add($"{Now} s: {id} was stopped while it held {task.Work.Count} workspaces.");
        }

        task.Ended = true;
    }

    public bool Drain(string id)
    {
        Fail(RedisFails, "Redis did not answer.");
        if (_tasks.SingleOrDefault(task => task.Id == id && !task.Ended) is not { Reported: not null } task)
        {
            return false;
        }

        task.DrainRequested = true;
        task.Reported = task.Reported with { Draining = true };
        return true;
    }

    public PendingLaunch? Begin(int count, int room, int orchestrator)
    {
        Fail(RedisFails, "Redis did not answer.");
        if (orchestrator != Leader)
        {
            return null;
        }

        var until = Now + (int)FleetHistory.ListingBound.TotalSeconds;
        if (_pending is { } noted && Now < noted.Until)
        {
            _pending = noted.Launch.Count <= room ? (noted.Launch, until, noted.NotedAt) : noted;
            return noted.Launch with { IsRepeat = true };
        }

        var launch = new PendingLaunch($"token-{++_tokenCount}", count, false);
        _pending = (launch, until, Now);
        return launch;
    }

    public void Complete(PendingLaunch launch, IReadOnlyList<string> ids)
    {
        Fail(RedisFails, "Redis did not answer.");
        if (_pending is { } noted && noted.Launch.Token == launch.Token)
        {
            _pending = null;
        }

        _recent.AddRange(ids.Select(id => (id, Now)));
    }

    public IReadOnlyList<(string TaskId, TimeSpan Ago)> Recent()
    {
        Fail(RedisFails, "Redis did not answer.");
        return [.. _recent.Where(launch => Now - launch.At < FleetHistory.ListingBound.TotalSeconds)
            .Select(launch => (launch.Id, TimeSpan.FromSeconds(Now - launch.At)))];
    }

    // Twice the same work is a launch that brings what really serves above what any decision of the last while asked for.
    private void Judge(int count)
    {
        var supply = Running.Count(task => !task.DrainRequested);
        var asked = Targets.Where(target => Now - target.At <= 90).Select(target => target.Target).DefaultIfEmpty(0).Max();
        if (supply + count > asked)
        {
            Violations.Add($"{Now} s: {count} tasks were started beside {supply}, though {asked} were the most that was asked for.");
        }
    }

    private string Start()
    {
        var stuck = IsFaulty && _random.NextDouble() < 0.03;
        var task = new WorldTask($"task-{++_nextTask:0000}", stuck ? int.MaxValue : Now + _random.Next(20, 60)) { IsStuck = stuck };
        _tasks.Add(task);
        return task.Id;
    }

    private void Work(WorldTask task)
    {
        Served += task.Work.RemoveAll(end => end <= Now);
        if (Now < task.ReadyAt)
        {
            return;
        }

        while (!task.DrainRequested && task.Work.Count < slots && _waiting.TryDequeue(out var seconds))
        {
            task.Work.Add(Now + seconds);
        }

        if (task.DrainRequested && task.Work.Count == 0)
        {
            // Now and then one does not end by itself.
            task.Ended = !(IsFaulty && _random.NextDouble() < 0.3);
        }

        // What a worker says about itself is as old as its last heartbeat, and while Redis is away it says nothing.
        if (task.Reported is null || ((Now - task.ReadyAt) % HeartbeatSeconds == 0 && !RedisFails))
        {
            task.Reported = new WorkerRegistration(
                task.Id, task.Id, slots, task.Reported is null ? 0 : task.Work.Count, task.DrainRequested, time.GetUtcNow());
        }
    }

    private bool Toggle(bool failing, double begins, double ends) =>
        IsFaulty && (failing ? _random.NextDouble() >= ends : _random.NextDouble() < begins);

    private static void Fail(bool fails, string message)
    {
        if (fails)
        {
            throw new TimeoutException(message);
        }
    }
}
