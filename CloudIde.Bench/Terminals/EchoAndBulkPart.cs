using System.Globalization;

namespace CloudIde.Bench.Terminals;

/// <summary>Echo of single keys, and 100 MiB of <c>cat</c> with every byte checked, against the floor in turns.</summary>
internal static class EchoAndBulkPart
{
    private const int WarmUpFactor = 5;

    /// <summary>Measures it.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        await using var bench = await TerminalBench.StartAsync(new() { ["ECS_MIN_TASKS"] = "1" }, cancellationToken);
        await using var floor = await BareTerminalServer.StartAsync(cancellationToken);
        var project = await bench.User.CreateProjectAsync("bench", cancellationToken);
        var full = new List<TerminalFigures>();
        var bare = new List<TerminalFigures>();

        // Not counted: while the runtime still compiles what a key passes through, that takes the processors from the keys.
        var warmUp = options with { Keys = options.Keys * WarmUpFactor };
        await MeasureFullAsync(bench, project, warmUp, cancellationToken);
        await TerminalMeter.MeasureAsync(floor.Address, token: null, warmUp.Keys, warmUp.Bytes, cancellationToken);
        for (var run = 1; run <= options.Runs; run++)
        {
            // In turns, so that a noisy moment of the machine meets both.
            full.Add(await MeasureFullAsync(bench, project, options, cancellationToken));
            bare.Add(await TerminalMeter.MeasureAsync(floor.Address, token: null, options.Keys, options.Bytes, cancellationToken));
            Console.WriteLine($"run {run}: full {full[^1]}");
            Console.WriteLine($"run {run}: floor {bare[^1]}");
        }

        return
        [
            Compare("echo p50", full, bare, 0.5) with { AtMost = 1.5, AtMostFloors = 2 },
            Compare("echo p90", full, bare, 0.9),
            Compare("echo p99", full, bare, 0.99) with { AtMostFloors = 2 },
            Compare("echo max", full, bare, 1),
            new Figure(
                "bulk", "MB/s", Samples.Median(full.Select(run => run.BytesPerSecond / 1e6)),
                Samples.Median(bare.Select(run => run.BytesPerSecond / 1e6)), AtLeast: 40),
            new Figure("bulk runs with a wrong byte", "runs", full.Count(run => !run.IsLossless), AtMost: 0),
        ];
    }

    private static Figure Compare(string name, List<TerminalFigures> full, List<TerminalFigures> bare, double share) =>
        new(
            name, "ms", Samples.Median(full.Select(run => run.Echo.Percentile(share))),
            Samples.Median(bare.Select(run => run.Echo.Percentile(share))));

    private static async Task<TerminalFigures> MeasureFullAsync(
        TerminalBench bench, string project, TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        var user = bench.User;
        var terminalId = await user.OpenTerminalAsync(project, cancellationToken);
        try
        {
            var address = new Uri(
                user.Http.BaseAddress!,
                string.Create(CultureInfo.InvariantCulture, $"/ws/v2/projects/{project}/terminals/{terminalId}?offset=0"));
            return await TerminalMeter.MeasureAsync(address, user.Token, options.Keys, options.Bytes, cancellationToken);
        }
        finally
        {
            await user.CloseTerminalAsync(project, terminalId, cancellationToken);
        }
    }
}
