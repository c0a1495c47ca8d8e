using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>The simulated queue, Fargate and workers.</summary>
internal sealed class SimulatedCluster(ClusterModel model, Placement placement)
{
    /// <summary>From the request to drain until an empty worker's task is gone: one heartbeat and a process' end.</summary>
    public const double DrainSeconds = 1;

    /// <summary>
    /// A message whose worker was stopped is visible again after this long, and counts as in flight until then: SQS'
    /// default, and the kindest of what the earlier systems used.
    /// </summary>
    public const double VisibilitySeconds = 30;

    /// <summary>Fargate bills by the second, and so many at least.</summary>
    public const double MinBilledSeconds = 60;

    private readonly EventQueue _events = new();
    private readonly OpenWorkers _open = new(placement, model.MessagesPerTask, model.Seed);
    private readonly Queue<SimulatedActivation> _waiting = new();
    private readonly Dictionary<string, SimulatedTask> _byId = [];
    private readonly List<SimulatedTask> _running = [];
    private readonly OwedWork _owed = new();
    private readonly LaunchRate _rate = new();
    private long _launchPeriod = -1;
    private int _launchOrdinal;
    private double _endedTaskSeconds;
    private double _launchTimes;
    private double _heldTooLong;

    /// <summary>Told how long an activation waited for its first slot, in seconds.</summary>
    public Action<double>? Waited { get; init; }

    /// <summary>Told how long an activation that ended had held its slot, in seconds.</summary>
    public Action<double>? Completed { get; init; }

    /// <summary>How long tasks take to start from now on.</summary>
    public ColdStart ColdStart { get; set; } = model.ColdStart;

    /// <summary>When the next event is due.</summary>
    public double NextEventAt => _events.NextAt;

    /// <summary>The tasks that run, in no order.</summary>
    public IReadOnlyList<SimulatedTask> Running => _running;

    /// <summary>Messages that wait.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Messages that a worker holds, those of a stopped worker included until they are visible again.</summary>
    public int Active { get; private set; }

    /// <summary>How many activations have arrived.</summary>
    public int Arrived { get; private set; }

    /// <summary>How many have ended.</summary>
    public int Done { get; private set; }

    /// <summary>How often work was stopped.</summary>
    public int Interrupted { get; private set; }

    /// <summary>The most tasks at once.</summary>
    public int Peak { get; private set; }

    /// <summary>How many tasks were started.</summary>
    public int Launches { get; private set; }

    /// <summary>What a production orchestrator would observe.</summary>
    /// <returns>The queue's counts, the tasks and the registrations.</returns>
    public (QueueDepth Queue, IReadOnlyList<FleetTask> Tasks, IReadOnlyList<WorkerRegistration> Workers) Observe()
    {
        var tasks = new List<FleetTask>(_running.Count);
        var workers = new List<WorkerRegistration>(_running.Count);
        foreach (var task in _running)
        {
            tasks.Add(task.Listed);
            if (task.Registration is { } worker)
            {
                workers.Add(worker);
            }
        }

        return (new QueueDepth(_waiting.Count, Active, 0), tasks, workers);
    }

    /// <summary>An activation arrives.</summary>
    /// <param name="now">When, in seconds.</param>
    /// <param name="duration">How long it will hold its slot, in seconds.</param>
    /// <returns>The activation.</returns>
    public SimulatedActivation Arrive(double now, double duration)
    {
        var activation = new SimulatedActivation(now, duration);
        Arrived++;
        _waiting.Enqueue(activation);
        if (double.IsFinite(duration))
        {
            _owed.Waits(activation);
        }

        GiveOut(now);
        return activation;
    }

    /// <summary>Tells how long an activation lasts that arrived without that being known.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="duration">How long it holds its slot, in seconds; what of it has passed already ends it now.</param>
    /// <param name="now">When, in seconds.</param>
    public void SetDuration(SimulatedActivation activation, double duration, double now)
    {
        activation.Duration = duration;
        if (activation.StartedAt is { } started)
        {
            // Durations are told to some per cents: one that began when the other did ends when the other does. What one held its
            // slot for too long, since it should have ended before, the next gives back.
            var due = started + duration;
            var end = due < now + (duration * DurationBuckets.Precision) ? now : Math.Max(now, due - Math.Max(0, _heldTooLong));
            _heldTooLong += end - due;
            EndAt(activation, end);
        }
        else
        {
            _owed.Waits(activation);
        }
    }

    /// <summary>Handles the next event.</summary>
    /// <returns>Whether an activation ended by it.</returns>
    public bool HandleEvent()
    {
        var due = _events.Take();
        switch (due.Kind)
        {
            case EventKind.ActivationEnds:
                return End(due.Activation!, due.Attempt, due.At);
            case EventKind.WorkerReady:
                Ready(due.Task!, due.At);
                break;
            case EventKind.MessageVisible:
                Active--;
                _waiting.Enqueue(due.Activation!);
                GiveOut(due.At);
                break;
            case EventKind.TaskGone:
                Remove(due.Task!, due.At);
                break;
        }

        return false;
    }

    /// <summary>Starts tasks, as fast as ECS allows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="now">When, in seconds.</param>
    /// <returns>Their ids.</returns>
    public IReadOnlyList<string> Launch(int count, double now)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            var at = _rate.Take(now);
            var period = (long)(at / ColdStart.PeriodSeconds);
            _launchOrdinal = period == _launchPeriod ? _launchOrdinal + 1 : 0;
            _launchPeriod = period;
            var task = new SimulatedTask(Launches++, at, model.MessagesPerTask) { Index = _running.Count };
            _running.Add(task);
            _byId.Add(task.Listed.Id, task);
            _launchTimes += at;
            _events.Add(EventKind.WorkerReady, at + ColdStart.Draw(model.Seed, period, _launchOrdinal), task);
            ids[i] = task.Listed.Id;
        }

        Peak = Math.Max(Peak, _running.Count);
        return ids;
    }

    /// <summary>Asks a worker to take no more work and to end when it is empty.</summary>
    /// <param name="taskId">The worker.</param>
    /// <param name="now">When, in seconds.</param>
    /// <returns>Whether it is there.</returns>
    public bool Drain(string taskId, double now)
    {
        if (!_byId.TryGetValue(taskId, out var task))
        {
            return false;
        }

        if (task.ReadyAt is not null && !task.Draining)
        {
            task.Drain();
            _open.Changed(task);
            if (task.Active.Count == 0)
            {
                _events.Add(EventKind.TaskGone, now + DrainSeconds, task);
            }
        }

        return true;
    }

    /// <summary>Stops a task. What it works on returns to the queue at once and begins again.</summary>
    /// <param name="task">The task.</param>
    /// <param name="now">When, in seconds.</param>
    public void Stop(SimulatedTask task, double now)
    {
        if (task.Ended)
        {
            return;
        }

        foreach (var activation in task.Active)
        {
            if (double.IsFinite(activation.DueAt))
            {
                _owed.Ran(activation);
                _owed.Waits(activation);
            }

            activation.Attempt++;
            activation.StartedAt = null;
            _events.Add(EventKind.MessageVisible, now + VisibilitySeconds, activation);
            Interrupted++;
        }

        task.Active.Clear();
        Remove(task, now);
    }

    /// <summary>Stops a task by its id.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="now">When, in seconds.</param>
    public void Stop(string taskId, double now)
    {
        if (_byId.TryGetValue(taskId, out var task))
        {
            Stop(task, now);
        }
    }

    /// <summary>What is to be paid for if every task ended now, in task-seconds.</summary>
    /// <param name="now">When, in seconds.</param>
    /// <returns>Task-seconds. A task that runs for less than a minute counts with what it ran, until it ends.</returns>
    public double TaskSeconds(double now) => _endedTaskSeconds + (_running.Count * now) - _launchTimes;

    /// <summary>How much of the work whose duration is known is left, in slot-seconds.</summary>
    /// <param name="now">When, in seconds.</param>
    /// <returns>0 or more.</returns>
    public double OwedSeconds(double now) => _owed.Seconds(now);

    /// <summary>What is billed for, to the second and with the minimum, in task-seconds.</summary>
    /// <param name="now">When: tasks that run are billed until then.</param>
    /// <returns>Task-seconds.</returns>
    public double BilledSeconds(double now) => _endedTaskSeconds + _running.Sum(task => Billed(task, now));

    private static double Billed(SimulatedTask task, double until) =>
        Math.Max(MinBilledSeconds, Math.Ceiling(until - task.LaunchedAt));

    private void Ready(SimulatedTask task, double now)
    {
        if (!task.Ended)
        {
            task.Register(now);
            _open.Changed(task);
            GiveOut(now);
        }
    }

    private void GiveOut(double now)
    {
        while (_waiting.Count > 0 && _open.Next() is { } task)
        {
            var activation = _waiting.Dequeue();
            task.Active.Add(activation);
            _open.Changed(task);
            activation.Task = task;
            Active++;
            if (activation.Attempt == 0)
            {
                Waited?.Invoke(now - activation.ArrivedAt);
            }

            activation.StartedAt = now;
            if (double.IsFinite(activation.Duration))
            {
                _owed.Waited(activation);
                EndAt(activation, now + activation.Duration);
            }
        }
    }

    private void EndAt(SimulatedActivation activation, double at)
    {
        activation.DueAt = at;
        _owed.Runs(activation);
        _events.Add(EventKind.ActivationEnds, at, activation);
    }

    private bool End(SimulatedActivation activation, int attempt, double now)
    {
        if (activation.Attempt != attempt)
        {
            return false;
        }

        var task = activation.Task!;
        task.Active.Remove(activation);
        _owed.Ran(activation);
        Active--;
        Done++;
        Completed?.Invoke(activation.Duration);
        _open.Changed(task);
        if (task.Draining && task.Active.Count == 0)
        {
            _events.Add(EventKind.TaskGone, now + DrainSeconds, task);
        }

        GiveOut(now);
        return true;
    }

    private void Remove(SimulatedTask task, double now)
    {
        if (task.Ended)
        {
            return;
        }

        task.Ended = true;
        _open.Changed(task);
        var last = _running[^1];
        (_running[task.Index], last.Index) = (last, task.Index);
        _running.RemoveAt(_running.Count - 1);
        _byId.Remove(task.Listed.Id);
        _launchTimes -= task.LaunchedAt;
        _endedTaskSeconds += Billed(task, now);
    }
}
