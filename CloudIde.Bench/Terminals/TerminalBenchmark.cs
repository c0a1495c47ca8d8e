using System.CommandLine;
using System.Text.Json;

namespace CloudIde.Bench.Terminals;

/// <summary>
/// A terminal through the full path (browser protocol, server, Redis, worker, PTY), and beside it the floor: the same kind of
/// PTY behind one WebSocket hop, without Redis.
/// </summary>
internal static class TerminalBenchmark
{
    private static readonly Dictionary<string, Func<TerminalBenchOptions, CancellationToken, Task<IReadOnlyList<Figure>>>> Parts = new()
    {
        ["echo"] = EchoAndBulkPart.RunAsync,
        ["ctrl-c"] = CtrlCPart.RunAsync,
        ["flood"] = FloodPart.RunAsync,
        ["open"] = OpenPart.RunAsync,
        ["load"] = LoadPart.RunAsync,
    };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The command <c>terminal</c>.</summary>
    public static Command Command()
    {
        var runs = new Option<int>("--runs") { Description = "How often echo and bulk output are measured; the median counts.", DefaultValueFactory = _ => 3 };
        var keys = new Option<int>("--keys") { Description = "Keystrokes a run.", DefaultValueFactory = _ => 2000 };
        var bytes = new Option<int>("--mib") { Description = "MiB of output a run.", DefaultValueFactory = _ => 100 };
        var tries = new Option<int>("--tries") { Description = "How many floods are interrupted, and how many terminals opened.", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "How long floods and loads last.", DefaultValueFactory = _ => 60 };
        var terminals = new Option<int>("--terminals") { Description = "How many terminals print at once under load.", DefaultValueFactory = _ => 300 };
        var only = new Option<string[]>("--only")
        {
            Description = $"Parts, of {string.Join(", ", Parts.Keys)}; all unless given.",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. Parts.Keys]);
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures into a file, too." };
        var command = new Command("terminal", "Latency, throughput and memory of terminals, against one bare WebSocket hop.")
        {
            runs, keys, bytes, tries, seconds, terminals, only, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(only) is { Length: > 0 } parts ? parts : [.. Parts.Keys],
            new TerminalBenchOptions(
                parsed.GetValue(runs), parsed.GetValue(keys), (long)parsed.GetValue(bytes) << 20, parsed.GetValue(tries),
                parsed.GetValue(seconds), parsed.GetValue(terminals)),
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    /// <summary>Exit code 1 when a byte was wrong or a terminal was lost; a figure that missed its target is for people to judge.</summary>
    private static async Task<int> RunAsync(
        string[] parts, TerminalBenchOptions options, FileInfo? json, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach (var part in parts)
        {
            foreach (var figure in await Parts[part](options, cancellationToken))
            {
                Console.WriteLine(figure);
                figures.Add(figure);
            }
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(figures, Json), cancellationToken);
        }

        return figures.Exists(figure => figure is { AtMost: 0, IsMet: false }) ? 1 : 0;
    }
}
