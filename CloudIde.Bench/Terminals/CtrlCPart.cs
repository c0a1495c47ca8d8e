using System.Diagnostics;

namespace CloudIde.Bench.Terminals;

/// <summary>From Ctrl-C in a flood until the flood has ended at the viewer.</summary>
internal static class CtrlCPart
{
    private const int FloodBytes = 4 << 20;

    /// <summary>Each line starts a flood; what ends it prints a word that the flood does not contain.</summary>
    private const string Program =
        "exec sh -c 'stty -echo; trap : INT; printf \"re\"ady; while read line; do yes; printf \"sto\"pped; done'\n";

    /// <summary>Measures it.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        await using var bench = await TerminalBench.StartAsync(new() { ["ECS_MIN_TASKS"] = "1" }, cancellationToken);
        await using var floor = await BareTerminalServer.StartAsync(cancellationToken);
        var (full, _, _) = await bench.OpenAsync(cancellationToken);
        using var fullSocket = full;
        using var bareSocket = await TerminalSocket.ConnectAsync(floor.Address, token: null, cancellationToken);
        var (fullTimes, bareTimes) = (new Samples(), new Samples());
        await PrepareAsync(full, cancellationToken);
        await PrepareAsync(bareSocket, cancellationToken);
        for (var i = 0; i < options.Tries; i++)
        {
            fullTimes.Add(await InterruptAsync(full, cancellationToken));
            bareTimes.Add(await InterruptAsync(bareSocket, cancellationToken));
        }

        return
        [
            new Figure("Ctrl-C p50", "ms", fullTimes.Percentile(0.5), bareTimes.Percentile(0.5)),
            new Figure("Ctrl-C p95", "ms", fullTimes.Percentile(0.95), bareTimes.Percentile(0.95), AtMost: 150),
        ];
    }

    private static async Task PrepareAsync(TerminalSocket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Program, cancellationToken);
        await socket.ReadUntilAsync("ready", cancellationToken);
    }

    private static async Task<TimeSpan> InterruptAsync(TerminalSocket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync("\n", cancellationToken);
        for (var received = 0; received < FloodBytes;)
        {
            received += (await socket.ReadAsync(cancellationToken)).Length;
        }

        var pressed = Stopwatch.GetTimestamp();
        await socket.SendAsync("\x03", cancellationToken);
        await socket.ReadUntilAsync("stopped", cancellationToken);
        return Stopwatch.GetElapsedTime(pressed);
    }
}
