using System.Diagnostics.Metrics;
using CloudIde.Orchestrator.Leadership;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>What the loop sees and does, as metrics of the meter <c>CloudIde.Orchestrator</c>.</summary>
internal sealed class ScalingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "CloudIde.Orchestrator";

    private readonly Counter<long> _decisions;
    private readonly Counter<long> _launched;
    private readonly Counter<long> _launchFailures;
    private readonly Counter<long> _drained;
    private readonly Counter<long> _stopped;
    private readonly ILeadership? _leadership;
    private ScalingDecision? _last;

    public ScalingMetrics(IMeterFactory meters, ILeadership? leadership = null)
    {
        _leadership = leadership;
        var meter = meters.Create(MeterName);
        _decisions = meter.CreateCounter<long>("cloudide.scaling.decisions", "{decision}", "Rounds of the scaling loop.");
        _launched = meter.CreateCounter<long>("cloudide.fleet.launched", "{task}", "Tasks that were started.");
        _launchFailures = meter.CreateCounter<long>("cloudide.fleet.launch_failures", "{launch}", "Launches that failed, in whole or in part.");
        _drained = meter.CreateCounter<long>("cloudide.fleet.drained", "{worker}", "Workers that were asked to drain.");
        _stopped = meter.CreateCounter<long>("cloudide.fleet.stopped", "{task}", "Tasks that had to be stopped.");
        meter.CreateObservableGauge("cloudide.queue.messages", ObserveQueue, "{message}", "Activations in the queue, by state.");
        meter.CreateObservableGauge("cloudide.fleet.tasks", ObserveFleet, "{task}", "Tasks, by state.");
        meter.CreateObservableGauge("cloudide.scaling.target", ObserveTarget, "{task}", "The number of tasks that was decided.");
    }

    /// <summary>Counts a round.</summary>
    /// <param name="record">The round.</param>
    public void Record(ScalingRecord record)
    {
        Volatile.Write(ref _last, record.Decision);
        _decisions.Add(1, new KeyValuePair<string, object?>("outcome", Outcome(record)));

        // Zeros too: a counter that begins with its first event hides that event from whoever watches its growth.
        _launched.Add(record.Applied.Launched.Count);
        _launchFailures.Add(record.Applied.LaunchFailed ? 1 : 0);
        _drained.Add(record.Applied.Drained.Count);
        _stopped.Add(record.Applied.Stopped.Count);
    }

    private static string Outcome(ScalingRecord record) => record switch
    {
        { Decision.Target: null } => "hold",
        { Plan.IsEmpty: true } => "steady",
        { Plan.Launch: > 0 } => "out",
        _ => "in",
    };

    private static Measurement<int> State(int value, string state) =>
        new(value, new KeyValuePair<string, object?>("state", state));

    // One that stands by knows nothing: what it saw when it led would stay in every sum beside what the leader sees.
    private ScalingDecision? Latest => _leadership is { IsHeld: false } ? null : Volatile.Read(ref _last);

    // What is unknown is not measured, rather than measured as 0.
    private IEnumerable<Measurement<int>> ObserveQueue() => Latest?.Inputs.Queue is { } queue
        ? [State(queue.Visible, "visible"), State(queue.InFlight, "in_flight"), State(queue.Delayed, "delayed")]
        : [];

    private IEnumerable<Measurement<int>> ObserveFleet() => Latest?.Inputs.Fleet is { } fleet
        ? [
            State(fleet.Starting, "starting"), State(fleet.Ready, "ready"),
            State(fleet.Draining, "draining"), State(fleet.Lost, "lost"),
        ]
        : [];

    private IEnumerable<Measurement<int>> ObserveTarget() =>
        Latest?.Target is { } target ? [new Measurement<int>(target)] : [];
}
