using System.Diagnostics;
using System.Globalization;
using CloudIde.Bench.Terminals;

namespace CloudIde.Bench.Workspaces;

/// <summary>How soon a change on one side is on the other.</summary>
internal static class LatencyPart
{
    private const double SaveTarget = 300;
    private const double ShellTarget = 500;
    private const double OneFileTarget = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Figure>> RunAsync(int tries, CancellationToken cancellationToken)
    {
        await using var bench = await WorkspaceBench.StartAsync(cancellationToken);
        var project = await bench.User.CreateProjectAsync("latency", cancellationToken);
        var (terminal, _, folder) = await bench.OpenAsync(project, cancellationToken);
        await using var open = terminal;
        var save = new Samples();
        var shell = new Samples();
        for (var i = 0; i < tries; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"saved-{i % 10}.txt");
            var text = string.Create(CultureInfo.InvariantCulture, $"saved {i}");
            var started = Stopwatch.GetTimestamp();
            await bench.User.SaveFileAsync(project, name, text, cancellationToken);
            await WorkspaceBench.UntilAsync(() => Task.FromResult(Holds(Path.Combine(folder, name), text)), Interval, cancellationToken);
            save.Add(Stopwatch.GetElapsedTime(started));
        }

        // The shell notes in each file when it writes it.
        await terminal.TypeAsync(string.Create(CultureInfo.InvariantCulture, $"for i in $(seq 0 {tries - 1}); do date +%s%N > written-$i.txt; sleep 0.2; done\n"), cancellationToken);
        for (var i = 0; i < tries; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"written-{i}.txt");
            string? text = null;
            await WorkspaceBench.UntilAsync(async () => (text = await bench.User.ReadFileAsync(project, name, cancellationToken)) is { Length: > 1 }, Interval, cancellationToken);
            var writtenAt = DateTime.UnixEpoch.AddTicks(long.Parse(text!, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);
            shell.Add(DateTime.UtcNow - writtenAt);
        }

        var (requests, took) = await OneFileAsync(bench, project, folder, cancellationToken);
        var editor = await EditorPart.RunAsync(bench, project, terminal, folder, tries, cancellationToken);
        return
        [
            new Figure("save by the API until it is in the terminal's file system, p50", "ms", save.Percentile(0.5)),
            new Figure("the same, p95", "ms", save.Percentile(0.95), AtMost: SaveTarget),
            new Figure("file written by the shell until the API has it, p50", "ms", shell.Percentile(0.5)),
            new Figure("the same, p95", "ms", shell.Percentile(0.95), AtMost: ShellTarget),
            new Figure("requests to S3 for one changed file", "requests", requests, AtMost: 5),
            new Figure("the same, time until S3 has it", "ms", took, AtMost: OneFileTarget),
            .. editor,
        ];
    }

    /// <summary>Changes one file and counts what reaches S3.</summary>
    public static async Task<(int Requests, double Milliseconds)> OneFileAsync(
        WorkspaceBench bench, string project, string folder, CancellationToken cancellationToken)
    {
        const string Name = "one-file.txt";
        await File.WriteAllTextAsync(Path.Combine(folder, Name), "before", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        using var counter = new S3RequestCounter();
        var started = Stopwatch.GetTimestamp();
        await File.WriteAllTextAsync(Path.Combine(folder, Name), "after, and longer", cancellationToken);
        await WorkspaceBench.UntilAsync(() => Task.FromResult(counter.Writes > 0), Interval, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        var requests = counter.All;
        return await bench.User.ReadFileAsync(project, Name, cancellationToken) == "after, and longer"
            ? (requests, took)
            : throw new InvalidDataException("S3 was written to, but has not the file.");
    }

    private static bool Holds(string path, string text)
    {
        try
        {
            return File.ReadAllText(path) == text;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
