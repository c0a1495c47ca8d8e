namespace CloudIde.Orchestrator.Simulation;

/// <summary>
/// KEDA's SQS scaler with the Horizontal Pod Autoscaler's standard behaviour. KEDA takes visible and in-flight messages
/// against a target for each pod, looks every 30 s while there is no pod, and goes to zero 300 s after the last message.
/// From one pod on, the HPA decides every 15 s, ignores what is within 10 %, adds 100 % or 4 pods each 15 s, whichever
/// is more, and removes what the highest recommendation of the last 300 s leaves over, without regard to what a pod does.
/// </summary>
/// <remarks>
/// In KEDA's favour, the target is what a task takes, a pod costs what a task costs, there are always nodes, and its own
/// pods cost nothing. A ReplicaSet removes pods that are not ready first, then the youngest by powers of two of their age,
/// and by chance among those.
/// Sources: keda.sh/docs/2.17/scalers/aws-sqs, keda.sh/docs/2.17/reference/scaledobject-spec,
/// kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale.
/// </remarks>
internal sealed class KedaScaler(ClusterModel model) : ISimulatedScaler
{
    private const double PollSeconds = 30;
    private const double CooldownSeconds = 300;
    private const double SyncSeconds = 15;
    private const double Tolerance = 0.10;
    private const double StabilizationSeconds = 300;
    private const int MinStep = 4;

    private readonly Random _order = new(model.Seed);
    private readonly Queue<(double At, int Replicas)> _recommendations = new();
    private double _lastActive = double.NegativeInfinity;
    private bool _started;
    private int _replicas;

    /// <inheritdoc/>
    public double NextRoundAt { get; private set; }

    /// <inheritdoc/>
    public void Nudge(double now)
    {
        // It only ever polls.
    }

    /// <inheritdoc/>
    public void Round(SimulatedCluster cluster, double now)
    {
        if (!_started)
        {
            _started = true;
            Scale(cluster, model.MinTasks, now);
        }

        var messages = cluster.Waiting + cluster.Active;
        if (messages > 0)
        {
            _lastActive = now;
        }

        if (_replicas == 0)
        {
            if (messages > 0)
            {
                Scale(cluster, 1, now);
            }
        }
        else if (model.MinTasks == 0 && now - _lastActive >= CooldownSeconds)
        {
            _recommendations.Clear();
            Scale(cluster, 0, now);
        }
        else
        {
            Scale(cluster, Recommend(messages, now), now);
        }

        NextRoundAt = now + (_replicas == 0 ? PollSeconds : SyncSeconds);
    }

    private int Recommend(int messages, double now)
    {
        var ratio = messages / ((double)model.MessagesPerTask * _replicas);
        var wanted = Math.Abs(ratio - 1) <= Tolerance
            ? _replicas
            : (int)Math.Ceiling((double)messages / model.MessagesPerTask);

        // The HPA itself never goes below one.
        wanted = Math.Clamp(wanted, Math.Max(1, model.MinTasks), model.MaxTasks);
        _recommendations.Enqueue((now, wanted));
        while (now - _recommendations.Peek().At > StabilizationSeconds)
        {
            _recommendations.Dequeue();
        }

        return wanted > _replicas
            ? Math.Min(wanted, _replicas + Math.Max(_replicas, MinStep))
            : Math.Min(_replicas, _recommendations.Max(entry => entry.Replicas));
    }

    private void Scale(SimulatedCluster cluster, int replicas, double now)
    {
        if (replicas > _replicas)
        {
            cluster.Launch(replicas - _replicas, now);
        }
        else if (replicas < _replicas)
        {
            foreach (var task in cluster.Running
                .OrderBy(task => task.ReadyAt is { } ready ? (int)Math.Log2(Math.Max(1, now - ready)) : -1)
                .ThenBy(_ => _order.Next())
                .Take(_replicas - replicas).ToList())
            {
                cluster.Stop(task, now);
            }
        }

        _replicas = replicas;
    }
}
