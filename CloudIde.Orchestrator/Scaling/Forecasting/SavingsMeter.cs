using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>
/// What this fleet has cost, beside what the seed's orchestrator and KEDA would have cost for the same work. Both are
/// simulated alongside: what arrives here arrives there, and lasts as long there as it does here. What this fleet has saved is
/// what it may spend on a warm reserve: so the reserve never makes it the more expensive one, whatever comes.
/// </summary>
internal sealed class SavingsMeter
{
    /// <summary>
    /// The simulations are estimates: what the first orchestrator costs differs by about as much with the tasks that it happens
    /// to stop. So much of what the cheapest costs is not counted on.
    /// </summary>
    private const double Margin = 0.03;

    /// <summary>
    /// SQS' counts follow within about a minute; what is open for longer than the queue says has ended without a word.
    /// </summary>
    private const double ExcessSeconds = 120;

    private readonly SimulatedRun[] _rivals;
    private readonly ClusterModel _model;
    private readonly double _clusterTasks;
    private readonly double _restored;
    private double _ownSeconds;
    private double _cushion;
    private double _since = double.NaN;
    private double _last;
    private double _excessSince = double.PositiveInfinity;
    private int _tasks;

    /// <summary>Starts measuring.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="clusterTasks">What KEDA's cluster costs, in tasks.</param>
    /// <param name="saved">What had been saved before, in task-seconds.</param>
    public SavingsMeter(ClusterModel model, double clusterTasks, double saved)
    {
        _rivals =
        [
            new SimulatedRun(new SimulatedCluster(model, Placement.Any), new SeedScaler(model)),
            new SimulatedRun(new SimulatedCluster(model, Placement.Any), new KedaScaler(model)),
        ];
        _model = model;
        _clusterTasks = clusterTasks;
        _restored = saved;
    }

    /// <summary>What has arrived and not ended.</summary>
    public OpenActivations Open { get; } = new();

    /// <summary>The present, in seconds since the first observation, by which <see cref="Open"/> counts.</summary>
    public double Now => _last;

    /// <summary>What was saved and may be spent, in task-seconds; negative when this fleet has cost more.</summary>
    public double Saved { get; private set; }

    /// <summary>
    /// What was saved, by the best estimate and so without the margin, as a share of what this fleet has cost so far; negative
    /// when it has cost more.
    /// </summary>
    public double Share => _ownSeconds > 0 ? (Saved + _cushion) / _ownSeconds : 0;

    /// <summary>How long a task of a rival takes to start, as measured on this fleet.</summary>
    /// <param name="coldStart">The bounds.</param>
    public void Starts(ColdStart coldStart)
    {
        foreach (var rival in _rivals)
        {
            rival.Cluster.ColdStart = coldStart;
        }
    }

    /// <summary>Goes on to the present.</summary>
    /// <param name="clock">The present, in seconds of a clock that never jumps.</param>
    /// <param name="arrived">How many activations have arrived since the last time.</param>
    /// <param name="ended">How long each that ended since then had held its slot, in seconds.</param>
    /// <param name="load">How many there are now, by the queue.</param>
    /// <param name="tasks">How many tasks run now.</param>
    public void Advance(double clock, int arrived, IReadOnlyList<double> ended, int load, int tasks)
    {
        if (double.IsNaN(_since))
        {
            // What there was before arrives now.
            (_since, arrived) = (clock, load);
        }

        var now = clock - _since;

        // Tasks came and went at some time since then.
        _ownSeconds += (_tasks + tasks) / 2.0 * (now - _last);
        (_tasks, _last) = (tasks, now);
        for (var i = 0; i < arrived; i++)
        {
            Open.Add(now, [.. _rivals.Select(rival => rival.Arrive(now, double.PositiveInfinity))]);
        }

        foreach (var duration in ended)
        {
            End(Open.Take(now - duration, duration * DurationBuckets.Precision), duration);
        }

        Reconcile(load);
        var cheapest = double.PositiveInfinity;
        for (var i = 0; i < _rivals.Length; i++)
        {
            _rivals[i].AdvanceTo(now);
            cheapest = Math.Min(cheapest, Cost(_rivals[i].Cluster, now) + (i == 1 ? _clusterTasks * now : 0));
        }

        _cushion = cheapest * Margin;
        Saved = _restored + cheapest - _cushion - _ownSeconds;
    }

    // What has ended here and was interrupted there is still to be done there.
    private double Cost(SimulatedCluster rival, double now) =>
        rival.TaskSeconds(now) + (rival.OwedSeconds(now) / _model.MessagesPerTask);

    // An end that was not counted would go on with the rivals for ever.
    private void Reconcile(int load)
    {
        if (Open.Count <= load)
        {
            _excessSince = double.PositiveInfinity;
            return;
        }

        _excessSince = Math.Min(_excessSince, _last);
        while (_last - _excessSince > ExcessSeconds && Open.Count > load)
        {
            End(Open.TakeOldest(), 0);
        }
    }

    private void End(SimulatedActivation[]? rivals, double duration)
    {
        for (var i = 0; i < _rivals.Length && rivals is not null; i++)
        {
            _rivals[i].Cluster.SetDuration(rivals[i], duration, _last);
        }
    }
}
