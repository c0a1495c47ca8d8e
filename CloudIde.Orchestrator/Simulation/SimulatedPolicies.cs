using System.Globalization;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>The policies that can be simulated.</summary>
internal static class SimulatedPolicies
{
    /// <summary>KEDA, which is no policy of this orchestrator.</summary>
    public const string Keda = "keda";

    /// <summary>Their names, as <c>--policy</c> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["predictive", "backlog", "seed", Keda];

    /// <summary>Creates what scales a cluster, and says how its workers share messages.</summary>
    /// <param name="options">What is simulated.</param>
    /// <returns>The scaler and the placement.</returns>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static (ISimulatedScaler Scaler, Placement Placement) Create(SimulationOptions options) => options.Policy switch
    {
        "seed" => (new SeedScaler(options.Model), Placement.Any),
        Keda => (new KedaScaler(options.Model), Placement.Any),
        "backlog" or "predictive" => (
            new OrchestratorScaler(ScalingPolicies.Create(options.Policy), Settings(options)), Placement.FullestFirst),
        _ => throw new ArgumentException($"The policy is \"{options.Policy}\": expected one of {string.Join(", ", Names)}."),
    };

    // Read like any orchestrator's, so that every default is the one in production.
    private static OrchestratorSettings Settings(SimulationOptions options) => OrchestratorSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566",
            ["ECS_MIN_TASKS"] = options.MinTasks.ToString(CultureInfo.InvariantCulture),
            ["ECS_MAX_TASKS"] = options.MaxTasks.ToString(CultureInfo.InvariantCulture),
            ["ECS_MESSAGES_PER_TASK"] = options.MessagesPerTask.ToString(CultureInfo.InvariantCulture),
        }).Build()) with
    {
        Prices = options.Prices,
        Ceiling = new CostCeiling(options.HourlyCeilingUsd, options.MonthlyCeilingUsd),
    };
}
