using System.Diagnostics;
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
    private static readonly TimeSpan Running = TimeSpan.FromSeconds(50);

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
        var started = Stopwatch.GetTimestamp();
        var last = 0.0;
        while (Stopwatch.GetElapsedTime(started) < Running)
        {
            last = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await WriteAsync(Path.Combine(folder, Ordinary), last, cancellationToken);
            await WriteAsync(Path.Combine(folder, Bulk), last, cancellationToken);
            await Task.Delay(Interval, cancellationToken);
        }

        using (var kill = Process.Start("kill", ["-" + signal, WorkerOf(folder).ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(cancellationToken);
        }

        // Another worker restores it, since a terminal is attached.
        await WorkspaceBench.UntilAsync(() => Task.FromResult(!Directory.Exists(folder) || signal == "KILL"), Interval, cancellationToken);
        await terminal.WaitForTextAsync("fresh shell", WorkspaceBench.Patience);
        await terminal.TypeAsync("printf 'ticks=%s=%s=%s\\n' \"$(cat " + Ordinary + ")\" \"$(cat " + Bulk + ")\" end\n", cancellationToken);
        await terminal.WaitForTextAsync("=end", WorkspaceBench.Patience);
        await WorkspaceBench.UntilAsync(() => Task.FromResult(terminal.Text.Contains("\nticks=", StringComparison.Ordinal)), Interval, cancellationToken);
        var text = terminal.Text;
        var ticks = text[(text.LastIndexOf("\nticks=", StringComparison.Ordinal) + "\nticks=".Length)..].Split('=');
        return (last - Seconds(ticks[0]), last - Seconds(ticks[1]));
    }

    private static Task WriteAsync(string path, double seconds, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, seconds.ToString("0.000000", CultureInfo.InvariantCulture), cancellationToken);

    private static double Seconds(string text) => text.Length == 0 ? 0 : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The process that holds the lock of the workspace's folder.</summary>
    private static int WorkerOf(string folder)
    {
        var root = Path.GetFullPath(Path.Combine(folder, "../.."));
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (process.Id != Environment.ProcessId && Holds(process.Id, Path.Combine(root, ".owner")))
                {
                    return process.Id;
                }
            }
        }

        throw new InvalidOperationException("No process holds the workspace's folder.");
    }

    private static bool Holds(int processId, string path)
    {
        try
        {
            return Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
