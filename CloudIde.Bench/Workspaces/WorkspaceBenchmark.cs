using System.CommandLine;
using CloudIde.Bench.Terminals;

namespace CloudIde.Bench.Workspaces;

/// <summary>Files that follow both ways, on the embedded system: how soon, how quickly restored, and what a lost worker costs.</summary>
internal static class WorkspaceBenchmark
{
    /// <summary>The command <c>workspace</c>.</summary>
    public static Command Command()
    {
        var tries = new Option<int>("--tries") { Description = "How many changes are timed on each side.", DefaultValueFactory = _ => 100 };
        string[] parts = ["latency", "restore", "echo", "loss"];
        var only = new Option<string[]>("--only")
        {
            Description = $"Parts, of {string.Join(", ", parts)}; all unless given.",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong(parts);
        var command = new Command("workspace", "Sync, restore and loss of a workspace's files, against the AWS CLI and a quiet workspace.") { tries, only };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            foreach (var part in parsed.GetValue(only) is { Length: > 0 } wanted ? wanted : parts)
            {
                foreach (var figure in await RunAsync(part, parsed.GetValue(tries), cancellationToken))
                {
                    Console.WriteLine(figure);
                }
            }
        });
        return command;
    }

    private static Task<IReadOnlyList<Figure>> RunAsync(string part, int tries, CancellationToken cancellationToken) => part switch
    {
        "latency" => LatencyPart.RunAsync(tries, cancellationToken),
        "restore" => RestorePart.RunAsync(cancellationToken),
        "echo" => EchoPart.RunAsync(cancellationToken),
        _ => LossPart.RunAsync(cancellationToken),
    };
}
