namespace CloudIde.Orchestrator.Simulation.Workloads;

/// <summary>The workloads that can be generated.</summary>
internal static class WorkloadCatalog
{
    /// <summary>Their names, as <c>--workload</c> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["steady", "diurnal", "class", "flash", "long", "onoff", "heavy", "idle"];

    /// <summary>Generates a workload.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">The same seed gives the same workload.</param>
    /// <param name="days">How many days, 1 or more.</param>
    /// <param name="scale">Multiplies the rate of arrivals.</param>
    /// <returns>The workload.</returns>
    public static ActivationTrace Generate(string name, int seed, int days, double scale)
    {
        var workload = new WorkloadBuilder(seed, days, scale);
        switch (name)
        {
            case "steady":
                // A team that works around the clock.
                workload.Arrivals(120, _ => 1, () => workload.Exponential(600));
                break;
            case "diurnal":
                workload.Arrivals(240, hour => 0.02 + Math.Pow(Math.Max(0, Math.Sin((hour - 6) / 14 * Math.PI)), 2), () => workload.Exponential(900));
                break;
            case "class":
                workload.Arrivals(6, _ => 1, () => workload.Exponential(900));
                for (var hour = 0; hour < days * 24; hour++)
                {
                    workload.Burst(hour * 3600.0, 100, 90, () => workload.Uniform(2400, 3000));
                }

                break;
            case "flash":
                workload.Arrivals(30, _ => 1, () => workload.Exponential(600));
                for (var day = 0; day < days; day++)
                {
                    workload.Burst((day * 86400) + workload.Uniform(20_000, 80_000), 500, 120, () => workload.Exponential(900));
                }

                break;
            case "long":
                workload.Arrivals(12, _ => 1, () => workload.Uniform(2 * 3600, 6 * 3600));
                break;
            case "onoff":
                workload.Arrivals(300, hour => hour * 3600 % 1800 < 600 ? 1 : 0, () => workload.Exponential(120));
                break;
            case "heavy":
                workload.Arrivals(120, _ => 1, () => workload.Pareto(60, 1.3, 6 * 3600));
                break;
            case "idle":
                workload.Arrivals(0.5, _ => 1, () => workload.Exponential(300));
                break;
        }

        return workload.Build(name);
    }
}
