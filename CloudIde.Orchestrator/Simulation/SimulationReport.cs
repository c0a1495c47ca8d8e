namespace CloudIde.Orchestrator.Simulation;

/// <summary>What came of a simulation.</summary>
/// <param name="Workload">What arrived.</param>
/// <param name="Policy">Which policy decided.</param>
/// <param name="Activations">How many arrived, all of which were served in the end.</param>
/// <param name="WaitSeconds">How long they waited.</param>
/// <param name="CostUsd">What it cost altogether.</param>
/// <param name="TaskUsd">What the tasks cost of that, by the second with one minute at least.</param>
/// <param name="ClusterUsd">What the EKS control plane cost of that, without which there is no KEDA.</param>
/// <param name="TaskHours">How many hours were billed.</param>
/// <param name="PeakTasks">The most tasks at once, starting ones included.</param>
/// <param name="Launches">How many tasks were started.</param>
/// <param name="WorkInterrupted">How many activations were stopped in their work and had to begin again.</param>
/// <param name="Decisions">How many decisions were taken.</param>
/// <param name="Hours">How long it went on.</param>
internal sealed record SimulationReport(
    string Workload,
    string Policy,
    int Activations,
    WaitSummary WaitSeconds,
    double CostUsd,
    double TaskUsd,
    double ClusterUsd,
    double TaskHours,
    int PeakTasks,
    int Launches,
    int WorkInterrupted,
    int Decisions,
    double Hours)
{
    /// <summary>Tasks and activations over time, for a plot; not part of the JSON.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<FleetSample> Samples { get; init; } = [];
}
