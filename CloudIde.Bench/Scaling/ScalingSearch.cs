using System.Globalization;
using CloudIde.Orchestrator.Simulation;
using CloudIde.Orchestrator.Simulation.Workloads;

namespace CloudIde.Bench.Scaling;

/// <summary>Looks for a workload on which the default policy costs more, or makes people wait longer, than what it is compared with.</summary>
internal static class ScalingSearch
{
    /// <summary>A cost that differs by less is equal: costs are whole seconds of tasks that start at random.</summary>
    private const double EqualCost = 1.005;

    /// <summary>A wait that differs by less is equal, in seconds: nobody notices.</summary>
    private const double EqualWait = 0.25;

    /// <summary>Searches.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="output">Told what was found.</param>
    /// <returns>How many workloads were worse.</returns>
    public static int Random(int first, int count, TextWriter output) =>
        Compare(Enumerable.Range(first, count).Select(RandomWorkload.Draw), output);

    /// <summary>Runs the catalogue's workloads with many seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="output">Told what was found.</param>
    /// <returns>How many workloads were worse.</returns>
    public static int Catalogue(int first, int count, TextWriter output) =>
        Compare(
            WorkloadCatalog.Names.SelectMany(name => Enumerable.Range(first, count).Select(seed =>
            {
                var trace = WorkloadCatalog.Generate(name, seed, 1, 1);
                return new SimulationOptions { Policy = "predictive", Seed = seed, Trace = trace with { Name = $"{name} {seed}" } };
            })),
            output);

    private static int Compare(IEnumerable<SimulationOptions> cases, TextWriter output)
    {
        var (worse, seen, ratios) = (0, 0, new List<double>());
        foreach (var options in cases)
        {
            var own = SimulationRunner.Run(options);
            var keda = SimulationRunner.Run(options with { Policy = "keda" });
            var reactive = SimulationRunner.Run(options with { Policy = "backlog" });
            var seed = SimulationRunner.Run(options with { Policy = "seed" });
            var (cost, wait) = (Math.Min(keda.CostUsd, seed.CostUsd), Math.Min(keda.WaitSeconds.P95, seed.WaitSeconds.P95));
            var dear = own.CostUsd > cost * EqualCost;
            var slow = own.WaitSeconds.P95 > wait + EqualWait;
            var bad = dear || slow || own.WorkInterrupted > 0;
            worse += bad ? 1 : 0;
            seen++;
            ratios.Add((wait + 0.1) / (own.WaitSeconds.P95 + 0.1));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(dear ? "DEAR " : "")}{(slow ? "SLOW " : "")}p95 {own.WaitSeconds.P95:0.0} s (keda {keda.WaitSeconds.P95:0.0}, seed {seed.WaitSeconds.P95:0.0}) "
                + $"${own.CostUsd:0.000} (keda {keda.CostUsd:0.000} of it tasks {keda.TaskUsd:0.000}, seed {seed.CostUsd:0.000}, backlog {reactive.CostUsd:0.000})  n={own.Activations}  {options.Trace.Name}"));
        }

        ratios.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{worse} of {seen} worse; waits shorter by a median factor of {ratios[ratios.Count / 2]:0.0}."));
        return worse;
    }
}
