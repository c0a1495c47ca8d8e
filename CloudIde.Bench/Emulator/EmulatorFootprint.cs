using System.Diagnostics;
using System.Globalization;
using Amazon.SQS.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>How fast the emulator is there and how little it takes while nobody asks it anything.</summary>
/// <param name="ReadyMilliseconds">From the start of the process until the health address answered; the median of all starts.</param>
/// <param name="FirstCallMilliseconds">From the start of the process until the first SQS call of an SDK that is warm was answered; the median.</param>
/// <param name="SlowestReadyMilliseconds">The slowest start.</param>
/// <param name="IdleResident">VmRSS in MiB, 10 s after the first call.</param>
/// <param name="IdleProportional">Pss in MiB at the same time.</param>
/// <param name="AfterLoadResident">VmRSS in MiB, 10 s after a load has ended.</param>
internal sealed record EmulatorFootprint(
    double ReadyMilliseconds,
    double FirstCallMilliseconds,
    double SlowestReadyMilliseconds,
    double IdleResident,
    double IdleProportional,
    double AfterLoadResident)
{
    private const int Starts = 9;
    private const int LoadRequests = 20_000;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    /// <summary>Whether both bounds hold: ready in 500 ms, 80 MiB when idle.</summary>
    public bool IsWithinLimits => ReadyMilliseconds <= 500 && IdleResident <= 80;

    /// <summary>Starts it several times and measures.</summary>
    public static async Task<EmulatorFootprint> MeasureAsync(CancellationToken cancellationToken)
    {
        var ready = new Samples();
        var first = new Samples();
        for (var run = 0; ; run++)
        {
            var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
            try
            {
                await using var emulator = await EmulatorProgram.StartAsync(data, cancellationToken);
                var answered = Stopwatch.GetTimestamp();
                using var clients = AwsClients.Create(emulator.Endpoint);
                await clients.Sqs.ListQueuesAsync(new ListQueuesRequest(), cancellationToken);
                if (run > 0)
                {
                    // The first warms the file cache and this process's SDK.
                    ready.Add(emulator.ReadyAfter);
                    first.Add(emulator.ReadyAfter + Stopwatch.GetElapsedTime(answered));
                }

                if (run == Starts)
                {
                    await Task.Delay(IdleTime, cancellationToken);
                    var (resident, proportional) = emulator.ReadMemory();
                    await LoadAsync(emulator, cancellationToken);
                    await Task.Delay(IdleTime, cancellationToken);
                    return new EmulatorFootprint(
                        ready.Percentile(0.5), first.Percentile(0.5), ready.Percentile(1), resident, proportional, emulator.ReadMemory().Resident);
                }
            }
            finally
            {
                Directory.Delete(data, recursive: true);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        process start to health answered: p50 {ReadyMilliseconds:0} ms, slowest {SlowestReadyMilliseconds:0} ms; to the first SQS call answered: p50 {FirstCallMilliseconds:0} ms ({Starts} starts)
        idle for 10 s after the first call: {IdleResident:0.0} MiB resident (VmRSS), {IdleProportional:0.0} MiB proportional (Pss)
        idle for 10 s after {LoadRequests} sends and puts: {AfterLoadResident:0.0} MiB resident
        """);

    private static async Task LoadAsync(ServerProcess emulator, CancellationToken cancellationToken)
    {
        using var load = await Workload.CreateAsync(emulator, concurrency: 16, messageBytes: 4096, cancellationToken);
        await load.RunAsync("send", LoadRequests / 2, cancellationToken);
        await load.PurgeAsync(cancellationToken);
        await load.RunAsync("put 4 KiB", LoadRequests / 2, cancellationToken);
    }
}
