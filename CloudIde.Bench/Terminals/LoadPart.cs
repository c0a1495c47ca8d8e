using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Bench.Terminals;

/// <summary>
/// Many terminals that print at a steady rate through one server, and a person who types into one more. Coder's published
/// test has 2,000 terminals at 40 KB/s each on 8 cores.
/// </summary>
internal static class LoadPart
{
    private const int BytesPerSecond = 40_000;
    private const int TerminalsAProject = 10;
    private const int PiecesPerSecond = 10;

    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends in step with the clock, so that a late piece is made up for; perl is small, and part of Debian's base.</summary>
    private static readonly string Program = string.Create(
        CultureInfo.InvariantCulture,
        $$"""exec perl -MTime::HiRes=time,sleep -e '$|=1; $b="x" x {{(BytesPerSecond / PiecesPerSecond) - 2}}; print "re"."ady\n"; <STDIN>; $t=time; $i=0; while(1) { print $b,"\n"; $i++; $w=$t+$i/{{PiecesPerSecond}}-time; sleep $w if $w>0 }'""") + "\n";

    /// <summary>Measures it.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(TerminalBenchOptions options, CancellationToken cancellationToken)
    {
        await using var bench = await TerminalBench.StartAsync(
            new()
            {
                ["ECS_MIN_TASKS"] = "2",
                ["ECS_MAX_TASKS"] = "2",
                ["ECS_MESSAGES_PER_TASK"] = "100",
            },
            cancellationToken);
        var printers = new List<Printer>();
        try
        {
            var project = "";
            for (var i = 0; i < options.Terminals; i++)
            {
                project = i % TerminalsAProject == 0 ? await bench.User.CreateProjectAsync("load", cancellationToken) : project;
                printers.Add(await Printer.StartAsync(bench, project, Program, cancellationToken));
            }

            var (typist, _, _) = await bench.OpenAsync(cancellationToken);
            using var typistSocket = typist;
            await typist.SendAsync("exec sh -c 'stty raw -echo; printf re\"ad\"y; cat'\n", cancellationToken);
            await typist.ReadUntilAsync("ready", cancellationToken);

            await Task.WhenAll(printers.Select(printer => printer.GoAsync(cancellationToken)));
            await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            var before = printers.Sum(printer => printer.Received);
            var started = Stopwatch.GetTimestamp();
            var echo = await TypeAsync(typist, TimeSpan.FromSeconds(options.Seconds), cancellationToken);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var rate = (printers.Sum(printer => printer.Received) - before) / elapsed.TotalSeconds;
            return
            [
                new Figure($"load, {options.Terminals} terminals: disconnected", "terminals", printers.Count(printer => printer.HasFailed), AtMost: 0),
                new Figure(
                    $"load, {options.Terminals} terminals: share of the rate", "%",
                    100 * rate / ((double)options.Terminals * BytesPerSecond), AtLeast: 99),
                new Figure($"load, {options.Terminals} terminals: echo of one more, p50", "ms", echo.Percentile(0.5)),
                new Figure($"load, {options.Terminals} terminals: echo of one more, p99", "ms", echo.Percentile(0.99), AtMost: 100),
            ];
        }
        finally
        {
            foreach (var printer in printers)
            {
                await printer.DisposeAsync();
            }
        }
    }

    private static async Task<Samples> TypeAsync(TerminalSocket socket, TimeSpan duration, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        var key = new byte[] { (byte)'k' };
        using var timer = new PeriodicTimer(KeyInterval);
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < duration;)
        {
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(key, cancellationToken);
            await socket.ReadAsync(cancellationToken);
            samples.Add(Stopwatch.GetElapsedTime(sent));
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return samples;
    }

    /// <summary>One terminal that prints, and its viewer.</summary>
    private sealed class Printer : IAsyncDisposable
    {
        private readonly TerminalSocket _socket;
        private readonly CancellationTokenSource _stop = new();
        private Task _reading = Task.CompletedTask;
        private long _received;

        private Printer(TerminalSocket socket) => _socket = socket;

        public long Received => Volatile.Read(ref _received);

        public bool HasFailed => _reading.IsFaulted || !_socket.IsOpen;

        public static async Task<Printer> StartAsync(
            TerminalBench bench, string project, string program, CancellationToken cancellationToken)
        {
            var terminalId = await bench.User.OpenTerminalAsync(project, cancellationToken);
            var socket = await TerminalSocket.AttachAsync(bench.User, project, terminalId, cancellationToken);
            await socket.SendAsync(program, cancellationToken);
            await socket.ReadUntilAsync("ready", cancellationToken);
            return new Printer(socket);
        }

        public async Task GoAsync(CancellationToken cancellationToken)
        {
            await _socket.SendAsync("\n", cancellationToken);
            _reading = ReadAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _socket.Dispose();
            _stop.Dispose();
        }

        private async Task ReadAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                Interlocked.Add(ref _received, (await _socket.ReadAsync(_stop.Token)).Length);
            }
        }
    }
}
