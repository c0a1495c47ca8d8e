using CloudIde.Core.Workers;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>
/// What one observation alone does not tell: since when a task has been as it is, which tasks were just started and are
/// not listed yet, and what the targets were lately. It starts empty with each orchestrator, so a new one waits before it
/// takes anything away.
/// </summary>
internal sealed class FleetHistory
{
    /// <summary>ECS lists a new task within seconds; one that is not listed for this long has failed and gone.</summary>
    public static readonly TimeSpan ListingBound = TimeSpan.FromSeconds(60);

    /// <summary>One that was listed and is not any more has gone after this long: a list may be older than the one before.</summary>
    public static readonly TimeSpan MissingBound = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Memory> _tasks = [];
    private readonly Dictionary<string, TimeSpan> _launched = [];
    private readonly List<(TimeSpan At, int Count)> _unnamed = [];
    private readonly Queue<(TimeSpan At, int Target)> _targets = new();
    private readonly List<double> _startSeconds = [];

    // Used again in each round: for a large fleet they are large objects, and their collection would stop everything.
    private readonly Dictionary<string, WorkerRegistration> _workers = [];
    private readonly HashSet<string> _listed = [];
    private readonly List<FleetMember> _members = [];
    private TimeSpan? _targetsSince;
    private bool _sawFleet;

    /// <summary>How many tasks the latest observation showed to have ended before their worker registered.</summary>
    public int FailedStarts { get; private set; }

    /// <summary>How many workers the latest observation showed for the first time.</summary>
    public int NewlyRegistered { get; private set; }

    /// <summary>How long those workers took from the start of their task, in seconds, where this orchestrator saw the start.</summary>
    public IReadOnlyList<double> StartSeconds => _startSeconds;

    /// <summary>Takes in an observation in which tasks and workers are known.</summary>
    /// <param name="observation">The observation.</param>
    /// <returns>The fleet, or null when a part of it is unknown.</returns>
    public FleetState? Observe(FleetObservation observation)
    {
        if (observation.Tasks is null || observation.Workers is null)
        {
            return null;
        }

        NewlyRegistered = 0;
        _startSeconds.Clear();
        _workers.Clear();
        foreach (var worker in observation.Workers)
        {
            _workers[worker.WorkerId] = worker;
        }

        // Pages of a list that changes meanwhile may name a task twice.
        _listed.Clear();
        _members.Clear();
        foreach (var task in observation.Tasks)
        {
            if (_listed.Add(task.Id))
            {
                _members.Add(Observe(task.Id, _workers.GetValueOrDefault(task.Id), true, task.Outdated, observation.Clock));
            }
        }

        foreach (var id in Forget(_listed, observation.Clock))
        {
            _members.Add(Observe(id, _workers.GetValueOrDefault(id), false, false, observation.Clock));
        }

        _sawFleet = true;
        return new FleetState(_members, _launched.Count + _unnamed.Sum(launch => launch.Count));
    }

    /// <summary>Notes tasks that were just started.</summary>
    /// <param name="taskIds">The tasks; one that was noted before is not noted twice.</param>
    /// <param name="unnamed">How many more were started whose names are not known.</param>
    /// <param name="clock">When.</param>
    public void Launched(IEnumerable<string> taskIds, int unnamed, TimeSpan clock)
    {
        if (unnamed > 0)
        {
            _unnamed.Add((clock, unnamed));
        }

        foreach (var id in taskIds.Where(id => !_tasks.ContainsKey(id)))
        {
            _launched.TryAdd(id, clock);
        }
    }

    /// <summary>Notes that a task is being stopped: it is not waited for when it is no longer listed.</summary>
    /// <param name="taskIds">The tasks.</param>
    public void Stopped(IEnumerable<string> taskIds)
    {
        foreach (var id in taskIds)
        {
            if (_tasks.TryGetValue(id, out var memory))
            {
                memory.IsStopped = true;
            }
        }
    }

    /// <summary>Notes a decision's target.</summary>
    /// <param name="target">The target, or null when there was none: then the wait for scale-in starts again.</param>
    /// <param name="clock">When.</param>
    /// <param name="window">How far back <see cref="HighestTarget"/> looks.</param>
    public void Decided(int? target, TimeSpan clock, TimeSpan window)
    {
        if (target is null)
        {
            _targets.Clear();
            _targetsSince = null;
            return;
        }

        _targetsSince ??= clock;
        _targets.Enqueue((clock, target.Value));
        while (_targets.TryPeek(out var oldest) && clock - oldest.At > window)
        {
            _targets.Dequeue();
        }
    }

    /// <summary>The highest target of a whole window, or null while the targets do not reach back that far.</summary>
    /// <param name="clock">The present.</param>
    /// <param name="window">The window.</param>
    /// <returns>The target.</returns>
    public int? HighestTarget(TimeSpan clock, TimeSpan window) =>
        _targetsSince is { } since && clock - since >= window ? _targets.Max(entry => entry.Target) : null;

    private FleetMember Observe(string taskId, WorkerRegistration? worker, bool listed, bool outdated, TimeSpan clock)
    {
        var launched = _launched.Remove(taskId, out var launchedAt);
        if (!_tasks.TryGetValue(taskId, out var memory))
        {
            _tasks[taskId] = memory = new Memory
            {
                State = MemberState.Starting,
                Since = clock,
                FirstSeen = launched ? launchedAt : clock,

                // What was there before this orchestrator looked started at an unknown time.
                SawStart = launched || _sawFleet,
            };
        }

        if (worker is not null && !memory.Registered)
        {
            memory.Registered = true;
            NewlyRegistered++;
            if (memory.SawStart)
            {
                _startSeconds.Add((clock - memory.FirstSeen).TotalSeconds);
            }
        }

        var state = worker switch
        {
            { Draining: true } => MemberState.Draining,
            not null => MemberState.Ready,
            null => memory.Registered ? MemberState.Lost : MemberState.Starting,
        };

        // The bound of a draining worker counts from when it became empty: a busy one may take as long as it needs.
        var empty = worker?.UsedSlots is not > 0;
        if (state != memory.State || (state is MemberState.Draining && !empty))
        {
            memory.WasDraining = state is MemberState.Lost && memory.State is MemberState.Draining;
            memory.State = state;
            memory.Since = clock;
        }

        return new FleetMember(
            taskId, state, clock - memory.Since, worker?.Slots ?? 0, worker?.UsedSlots ?? 0, worker?.StartedAt)
        {
            WasDraining = memory.WasDraining,
            Age = clock - memory.FirstSeen,
            IsListed = listed,
            Outdated = outdated,
        };
    }

    /// <summary>Forgets what is not listed any more.</summary>
    /// <returns>What is not listed and not forgotten yet.</returns>
    private List<string> Forget(HashSet<string> listed, TimeSpan clock)
    {
        FailedStarts = 0;
        var missing = new List<string>();
        foreach (var (id, memory) in _tasks)
        {
            if (listed.Contains(id))
            {
                memory.MissingSince = null;
                continue;
            }

            memory.MissingSince ??= clock;

            // One that was draining or stopped was about to go.
            if (memory.State is MemberState.Draining || memory.WasDraining || memory.IsStopped || clock - memory.MissingSince >= MissingBound)
            {
                FailedStarts += memory.Registered ? 0 : 1;
                _tasks.Remove(id);
            }
            else
            {
                missing.Add(id);
            }
        }

        foreach (var (id, _) in _launched.Where(launch => clock - launch.Value > ListingBound).ToList())
        {
            FailedStarts++;
            _launched.Remove(id);
        }

        _unnamed.RemoveAll(launch => clock - launch.At > ListingBound);
        return missing;
    }

    private sealed class Memory
    {
        public MemberState State { get; set; }

        public TimeSpan Since { get; set; }

        public TimeSpan FirstSeen { get; init; }

        public bool SawStart { get; init; }

        public TimeSpan? MissingSince { get; set; }

        public bool Registered { get; set; }

        public bool WasDraining { get; set; }

        public bool IsStopped { get; set; }
    }
}
