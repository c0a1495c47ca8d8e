using System.Globalization;
using CloudIde.Bench.Terminals;

namespace CloudIde.Bench.Workspaces;

/// <summary>What is lost when a worker is killed while files are written, and when it is asked to stop.</summary>
internal static class LossPart
{
    private const double FileTarget = 10;
    private const double SnapshotTarget = 60;
    private const string Ordinary = "src/tick.txt";
    private const string Bulk = "node_modules/tick.txt";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Running = TimeSpan.FromSeconds(75);

    /// <summary>Measures. Linux only: processes are found in /proc.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        var killed = await LossAsync("KILL", cancellationToken);
        var stopped = await LossAsync("TERM", cancellationToken);
        return
        [
            new Figure("changes to an ordinary file lost by kill -9", "s", killed.Ordinary, AtMost: FileTarget),
            new Figure("changes in the snapshot lost by kill -9", "s", killed.Bulk, AtMost: SnapshotTarget),
            new Figure("changes to an ordinary file lost by SIGTERM", "s", stopped.Ordinary, AtMost: 0),
            new Figure("changes in the snapshot lost by SIGTERM", "s", stopped.Bulk, AtMost: 0),
        ];
    }

    private static async Task<(double Ordinary, double Bulk)> LossAsync(string signal, CancellationToken cancellationToken)
    {
        await using var bench = await WorkspaceBench.StartAsync(cancellationToken);
        var project = await bench.User.CreateProjectAsync("loss", cancellationToken);
        var (terminal, terminalId, folder) = await bench.OpenAsync(project, cancellationToken);
        await using var open = terminal;
        Directory.CreateDirectory(Path.Combine(folder, "src"));
        Directory.CreateDirectory(Path.Combine(folder, "node_modules"));
        var worker = WorkspaceBench.WorkerOf(folder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ticks = new Ticks();
        var writing = WriteAsync(folder, ticks, stop.Token);
        await Task.Delay(Running, cancellationToken);
        await WorkspaceBench.SignalAsync(worker, signal, cancellationToken);

        // What is written after the signal counts for neither: a process of the workspace would be dead.
        var last = ticks.Last;
        await stop.CancelAsync();
        await writing;

        // Another worker restores it, since a terminal is attached.
        await terminal.WaitForTextAsync("fresh shell", WorkspaceBench.Patience);
        await terminal.TypeAsync("printf 'ticks=%s=%s=%s\n' \"$(cat " + Ordinary + ")\" \"$(cat " + Bulk + ")\" over\n", cancellationToken);
        await WorkspaceBench.UntilAsync(() => Task.FromResult(Answer().Contains("=over", StringComparison.Ordinal)), Interval, cancellationToken);
        var restored = Answer().Split('=');
        return (Lost(last, restored[0], Ordinary), Lost(last, restored[1], Bulk));

        string Answer()
        {
            var text = terminal.Text;

            // Line editors return to the first column before they hand over; what was typed is behind a quotation mark.
            var start = text.LastIndexOf("\rticks=", StringComparison.Ordinal);
            return start < 0 ? "" : text[(start + "\rticks=".Length)..];
        }
    }

    private static async Task WriteAsync(string folder, Ticks ticks, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var next = (ticks.Last + 1).ToString(CultureInfo.InvariantCulture);
                await File.WriteAllTextAsync(Path.Combine(folder, Ordinary), next, CancellationToken.None);
                await File.WriteAllTextAsync(Path.Combine(folder, Bulk), next, CancellationToken.None);
                ticks.Last++;
                await Task.Delay(Interval, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Told to stop, or the worker has removed the folder.
        }
    }

    private static double Lost(int last, string restored, string path) =>
        int.TryParse(restored, CultureInfo.InvariantCulture, out var tick)
            ? Math.Max(0, last - tick) * Interval.TotalSeconds
            : throw new InvalidDataException($"{path} was not restored at all: \"{restored}\".");

    /// <summary>How many times both files were written.</summary>
    private sealed class Ticks
    {
        public volatile int Last;
    }
}
