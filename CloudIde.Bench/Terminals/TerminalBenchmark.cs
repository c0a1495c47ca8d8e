using System.CommandLine;
using System.Globalization;
using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;

namespace CloudIde.Bench.Terminals;

/// <summary>
/// Echo latency and bulk throughput of a terminal through the full path, and beside them the floor: the same kind of PTY
/// behind one WebSocket hop, without Redis.
/// </summary>
internal static class TerminalBenchmark
{
    /// <summary>The command <c>terminal</c>.</summary>
    public static Command Command()
    {
        var runs = new Option<int>("--runs") { Description = "How often each is measured; the median counts.", DefaultValueFactory = _ => 3 };
        var keys = new Option<int>("--keys") { Description = "Keystrokes a run.", DefaultValueFactory = _ => 2000 };
        var bytes = new Option<int>("--mib") { Description = "MiB of output a run.", DefaultValueFactory = _ => 100 };
        var command = new Command("terminal", "Echo latency and throughput of a terminal, against one bare WebSocket hop.") { runs, keys, bytes };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(runs), parsed.GetValue(keys), (long)parsed.GetValue(bytes) << 20, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int runs, int keys, long bytes, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        try
        {
            await using var system = await EmbeddedSystem.StartAsync(
                new EmbeddedOptions(data, null, Verbose: false),
                new Dictionary<string, string?> { ["ECS_MIN_TASKS"] = "1" },
                cancellationToken);
            await using var floor = await BareTerminalServer.StartAsync(cancellationToken);
            using var user = await IdeClient.SignUpAsync(system.ServerAddress, cancellationToken);
            var project = await user.CreateProjectAsync("bench", cancellationToken);

            var full = new List<TerminalFigures>();
            var bare = new List<TerminalFigures>();
            for (var run = 0; run < runs; run++)
            {
                // In turns, so that a noisy moment of the machine meets both.
                full.Add(await MeasureFullAsync(user, project, keys, bytes, cancellationToken));
                bare.Add(await TerminalMeter.MeasureAsync(
                    new Uri(floor.Address, "/"), token: null, keys, bytes, acknowledges: false, cancellationToken));
                Console.WriteLine($"run {run + 1}: full {full[^1]}");
                Console.WriteLine($"run {run + 1}: floor {bare[^1]}");
            }

            Report("echo p50", "ms", full, bare, figures => figures.Echo.Percentile(0.5));
            Report("echo p99", "ms", full, bare, figures => figures.Echo.Percentile(0.99));
            Report("bulk", "MB/s", full, bare, figures => figures.BytesPerSecond / 1e6);
            return full.TrueForAll(figures => figures.IsLossless) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<TerminalFigures> MeasureFullAsync(
        IdeClient user, string project, int keys, long bytes, CancellationToken cancellationToken)
    {
        var terminalId = await user.OpenTerminalAsync(project, cancellationToken);
        try
        {
            var address = new Uri(user.Http.BaseAddress!, $"/ws/v2/projects/{project}/terminals/{terminalId}?offset=0");
            return await TerminalMeter.MeasureAsync(address, user.Token, keys, bytes, acknowledges: true, cancellationToken);
        }
        finally
        {
            await user.CloseTerminalAsync(project, terminalId, cancellationToken);
        }
    }

    private static void Report(
        string what, string unit, List<TerminalFigures> full, List<TerminalFigures> bare, Func<TerminalFigures, double> of)
    {
        var (measured, floor) = (Median(full.Select(of)), Median(bare.Select(of)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {measured:0.00} {unit}, floor {floor:0.00} {unit}, ratio {measured / floor:0.00}"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
