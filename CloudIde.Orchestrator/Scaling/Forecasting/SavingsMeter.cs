using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>
/// What this fleet has cost, beside what the seed's orchestrator and KEDA would have cost for the same arrivals. Both are
/// simulated alongside, on the arrivals that are seen and on durations drawn from those that were measured. What this fleet
/// has saved is what it may spend on a warm reserve: so the reserve never makes it the more expensive one, whatever comes.
/// </summary>
internal sealed class SavingsMeter
{
    /// <summary>The simulations are estimates; so much of what they cost is not counted on.</summary>
    private const double Margin = 0.005;

    private readonly SimulatedRun[] _rivals;
    private readonly double[] _rivalWork;
    private readonly double _clusterTasks;
    private readonly int _slots;
    private readonly Random _random;
    private readonly double _restored;
    private double _ownSeconds;
    private double _ownWork;
    private double _since = double.NaN;
    private double _last;
    private int _tasks;

    /// <summary>Starts measuring.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="clusterTasks">What KEDA's cluster costs, in tasks.</param>
    /// <param name="saved">What had been saved before, in task-seconds.</param>
    public SavingsMeter(ClusterModel model, double clusterTasks, double saved)
    {
        _rivalWork = new double[2];
        _rivals =
        [
            new SimulatedRun(
                new SimulatedCluster(model, Placement.Any) { Completed = duration => _rivalWork[0] += duration }, new SeedScaler(model)),
            new SimulatedRun(
                new SimulatedCluster(model, Placement.Any) { Completed = duration => _rivalWork[1] += duration }, new KedaScaler(model)),
        ];
        _clusterTasks = clusterTasks;
        _slots = model.MessagesPerTask;
        _restored = saved;
        _random = new Random(model.Seed);
    }

    /// <summary>What was saved and may be spent, in task-seconds; negative when this fleet has cost more.</summary>
    public double Saved { get; private set; }

    /// <summary>How long a task of a rival takes to start, as measured on this fleet.</summary>
    /// <param name="coldStart">The bounds.</param>
    public void Starts(ColdStart coldStart)
    {
        foreach (var rival in _rivals)
        {
            rival.Cluster.ColdStart = coldStart;
        }
    }

    /// <summary>Notes work that is done.</summary>
    /// <param name="seconds">How long the activations that ended had held their slots, together.</param>
    public void Worked(double seconds) => _ownWork += seconds;

    /// <summary>Goes on to the present.</summary>
    /// <param name="now">The present, in seconds of a clock that never jumps.</param>
    /// <param name="arrived">How many activations have arrived since the last time.</param>
    /// <param name="tasks">How many tasks run now.</param>
    /// <param name="durations">The durations measured last: those of another hour tell little about this one.</param>
    /// <param name="meanDuration">The duration that is assumed while none was measured, in seconds.</param>
    public void Advance(double now, int arrived, int tasks, RecentSample durations, double meanDuration)
    {
        if (double.IsNaN(_since))
        {
            (_since, _last) = (now, now);
        }

        _ownSeconds += _tasks * (now - _last);
        (_tasks, _last) = (tasks, now);
        for (var i = 0; i < arrived; i++)
        {
            var duration = durations.Values.Count > 0
                ? durations.Values[_random.Next(durations.Values.Count)]
                : -meanDuration * Math.Log(1 - _random.NextDouble());
            foreach (var rival in _rivals)
            {
                rival.Arrive(now - _since, duration);
            }
        }

        var cheapest = double.PositiveInfinity;
        for (var i = 0; i < _rivals.Length; i++)
        {
            _rivals[i].AdvanceTo(now - _since);

            // The drawn durations differ from the real ones by chance; what that work costs is taken out again.
            var cost = _rivals[i].Cluster.TaskSeconds(now - _since) + ((_ownWork - _rivalWork[i]) / _slots)
                + (i == 1 ? _clusterTasks * (now - _since) : 0);
            cheapest = Math.Min(cheapest, cost);
        }

        Saved = _restored + (cheapest * (1 - Margin)) - _ownSeconds;
    }
}
