using System.Globalization;
using CloudIde.Orchestrator.Simulation;
using CloudIde.Orchestrator.Simulation.Workloads;

namespace CloudIde.Bench.Scaling;

/// <summary>A workload and a cluster that nobody had in mind when the policy was written, drawn from a seed.</summary>
internal static class RandomWorkload
{
    /// <summary>Keeps a search quick.</summary>
    private const int MostActivations = 4_000;

    /// <summary>Draws one.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>What to simulate, with any policy.</returns>
    public static SimulationOptions Draw(int seed)
    {
        var random = new Random(seed);
        var workload = new WorkloadBuilder(seed, 1, 1);
        var name = new List<string>();
        var left = MostActivations;
        for (var parts = random.Next(1, 4); parts > 0 && left > 0; parts--)
        {
            left -= Add(workload, random, name, left);
        }

        ColdStart[] coldStarts = [ColdStart.Fargate, ColdStart.Fargate, ColdStart.Fargate, new(5, 10), new(20, 40), new(60, 120)];
        int[] slots = [1, 2, 5, 5, 5, 5, 10];
        int[] minimums = [0, 1, 1, 1, 1, 3];
        var options = new SimulationOptions
        {
            Policy = "predictive",
            Trace = workload.Build("random"),
            Seed = seed,
            ColdStart = coldStarts[random.Next(coldStarts.Length)],
            MessagesPerTask = slots[random.Next(slots.Length)],
            MinTasks = minimums[random.Next(minimums.Length)],
            MaxTasks = random.Next(4) == 0 ? 20 : 200,
        };
        return options with
        {
            Trace = options.Trace with
            {
                Name = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seed}: {string.Join(" + ", name)}; slots {options.MessagesPerTask}, min {options.MinTasks}, max {options.MaxTasks}, "
                    + $"start {options.ColdStart.MinSeconds:0}-{options.ColdStart.MaxSeconds:0}"),
            },
        };
    }

    private static int Add(WorkloadBuilder workload, Random random, List<string> name, int left)
    {
        var (duration, mean, durations) = Duration(workload, random);
        switch (random.Next(5))
        {
            case 0:
                var rate = Math.Min(left / 24.0, LogUniform(random, 0.3, 300));
                workload.Arrivals(rate, _ => 1, duration);
                name.Add(Text($"{rate:0.#}/h {durations}"));
                return (int)(rate * 24);
            case 1:
                var peak = Math.Min(left / 8.0, LogUniform(random, 2, 500));
                var (from, length) = (random.Next(0, 12), random.Next(4, 13));
                workload.Arrivals(
                    peak, hour => 0.02 + (hour > from && hour < from + length ? Math.Sin((hour - from) / length * Math.PI) : 0), duration);
                name.Add(Text($"day of {length} h, {peak:0.#}/h {durations}"));
                return (int)(peak * 8);
            case 2:
                var period = LogUniform(random, 300, 7_200);
                var share = 0.05 + (0.6 * random.NextDouble());
                var onRate = Math.Min(left / 24.0 / share, LogUniform(random, 10, 600));
                workload.Arrivals(onRate, hour => hour * 3600 % period < period * share ? 1 : 0, duration);
                name.Add(Text($"on/off {period:0} s ({share:P0}), {onRate:0}/h {durations}"));
                return (int)(onRate * 24 * share);
            case 3:
                var every = random.Next(3) == 0 ? 3_600 : LogUniform(random, 600, 10_800);
                var count = (int)Math.Min(left * every / 86_400, LogUniform(random, 3, 200));
                var (spread, jitter) = (LogUniform(random, 1, 300), random.Next(2) * LogUniform(random, 1, 120));
                for (var at = random.NextDouble() * every; at < 86_000; at += every)
                {
                    workload.Burst(at + (jitter * random.NextDouble()), count, spread, duration);
                }

                name.Add(Text($"{count} each {every:0} s over {spread:0} s (jitter {jitter:0} s) {durations}"));
                return (int)(count * 86_400 / every);
            default:
                var bursts = random.Next(1, 12);
                var size = (int)Math.Min(left / bursts, LogUniform(random, 3, 500));
                for (var i = 0; i < bursts; i++)
                {
                    workload.Burst(random.NextDouble() * 86_000, size, LogUniform(random, 1, 300), duration);
                }

                name.Add(Text($"{bursts} bursts of {size} {durations}"));
                return bursts * size;
        }
    }

    private static (Func<double> Draw, double Mean, string Name) Duration(WorkloadBuilder workload, Random random)
    {
        var mean = LogUniform(random, 15, 7_200);
        return random.Next(4) switch
        {
            0 => (() => workload.Uniform(mean * 0.7, mean * 1.3), mean, Text($"~{mean:0} s")),
            1 => (() => workload.Pareto(mean / 4, 1.3, 6 * 3600), mean, Text($"pareto {mean:0} s")),
            _ => (() => workload.Exponential(mean), mean, Text($"exp {mean:0} s")),
        };
    }

    private static double LogUniform(Random random, double min, double max) => min * Math.Pow(max / min, random.NextDouble());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
