using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace CloudIde.Bench.Emulator;

/// <summary>
/// The emulator against fauxqs, with one and the same AWS SDK client and in turns, and against a server that costs next to
/// nothing, which shows the most that this client can reach; and the emulator's start and memory.
/// </summary>
internal static class EmulatorBenchmark
{
    /// <summary>What the emulator is meant to reach, as a multiple of fauxqs' rate.</summary>
    private const double WantedRatio = 5;

    /// <summary>The command <c>emulator</c>.</summary>
    public static Command Command()
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each is measured; the median counts.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long a turn is.", DefaultValueFactory = _ => 3 };
        var concurrency = new Option<int>("--concurrency") { Description = "Requests at a time.", DefaultValueFactory = _ => 32 };
        var message = new Option<int>("--message-bytes") { Description = "Length of a message.", DefaultValueFactory = _ => 4096 };
        var ratesOnly = new Option<bool>("--rates-only") { Description = "Leaves out start and memory." };
        var json = new Option<FileInfo?>("--json") { Description = "Also writes the figures to this file." };
        var command = new Command("emulator", "Rates of the emulator and of fauxqs (npm) with the same AWS SDK client; start and memory.")
        {
            rounds, seconds, concurrency, message, ratesOnly, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(rounds),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            parsed.GetValue(concurrency),
            parsed.GetValue(message),
            parsed.GetValue(ratesOnly),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        int rounds, TimeSpan turn, int concurrency, int messageBytes, bool ratesOnly, FileInfo? json, CancellationToken cancellationToken)
    {
        var footprint = ratesOnly ? null : await EmulatorFootprint.MeasureAsync(cancellationToken);
        Console.WriteLine(footprint);
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        try
        {
            await using var emulator = await EmulatorProgram.StartAsync(data, cancellationToken);
            await using var fauxqs = await FauxqsProgram.StartAsync(cancellationToken);
            await using var none = await FixedAnswersProgram.StartAsync(messageBytes, cancellationToken);
            using var ours = await Workload.CreateAsync(emulator, concurrency, messageBytes, cancellationToken);
            using var theirs = await Workload.CreateAsync(fauxqs, concurrency, messageBytes, cancellationToken);
            using var most = await Workload.CreateAsync(none, concurrency, messageBytes, cancellationToken);
            var samples = new List<RateTurn>();
            for (var round = 0; round <= rounds; round++)
            {
                await ours.PurgeAsync(cancellationToken);
                await theirs.PurgeAsync(cancellationToken);
                foreach (var operation in Workload.Operations)
                {
                    // In turns, so that a noisy moment of the machine meets all. The first round warms all and the client up.
                    var our = await ours.MeasureAsync(operation, turn, cancellationToken);
                    var their = await theirs.MeasureAsync(operation, turn, cancellationToken);
                    var highest = await most.MeasureAsync(operation, turn, cancellationToken);
                    if (round > 0)
                    {
                        samples.Add(new RateTurn(operation, our, their, highest));
                    }
                }
            }

            var (afterLoad, _) = emulator.ReadMemory();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{rounds} rounds of {turn.TotalSeconds:0.#} s, {concurrency} requests at a time, messages of {messageBytes} bytes, {Environment.ProcessorCount} cores; medians:"));
            var results = samples.GroupBy(sample => sample.Operation).Select(Summarize).ToList();
            results.ForEach(Console.WriteLine);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"emulator's memory at the end of the load: {afterLoad:0.0} MiB resident"));
            if (json is not null)
            {
                var document = new { cores = Environment.ProcessorCount, rounds, concurrency, messageBytes, footprint, results };
                await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(document, JsonSerializerOptions.Web), cancellationToken);
            }

            return results.TrueForAll(result => result.Ratio >= WantedRatio) && footprint?.IsWithinLimits != false ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static RateComparison Summarize(IGrouping<string, RateTurn> turns)
    {
        double Median(Func<RateTurn, double> of) => turns.Select(of).Order().ElementAt(turns.Count() / 2);
        RateSample MedianOf(Func<RateTurn, RateSample> of) => new(
            Median(turn => of(turn).PerSecond),
            Median(turn => of(turn).ClientMicroseconds),
            Median(turn => of(turn).ServerMicroseconds),
            Median(turn => of(turn).ClientShare));
        return new RateComparison(turns.Key, MedianOf(turn => turn.Ours), MedianOf(turn => turn.Theirs), MedianOf(turn => turn.Ceiling));
    }
}
