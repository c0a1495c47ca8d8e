using System.CommandLine;
using System.Diagnostics;
using CloudIde.Bench.Clients;

namespace CloudIde.Bench.Start;

/// <summary>How long the built AppHost takes from its process' start until it says that it is ready, and until a terminal shows its prompt.</summary>
internal static class StartBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The command <c>start</c>.</summary>
    public static Command Command()
    {
        var runs = new Option<int>("--runs") { Description = "How many starts.", DefaultValueFactory = _ => 5 };
        var command = new Command("start", "Process start to ready, and open to prompt from zero workers.") { runs };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(runs), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int runs, CancellationToken cancellationToken)
    {
        var ready = new Samples();
        var prompt = new Samples();
        for (var run = 0; run < runs; run++)
        {
            var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
            try
            {
                var started = Stopwatch.GetTimestamp();
                await using var host = await AppHostProgram.StartAsync(
                    ["--data", data], new Dictionary<string, string> { ["ECS_MIN_TASKS"] = "0" }, Patience, cancellationToken);
                ready.Add(Stopwatch.GetElapsedTime(started));
                prompt.Add(await OpenAsync(host.ServerAddress, cancellationToken));
            }
            finally
            {
                Directory.Delete(data, recursive: true);
            }
        }

        Console.WriteLine($"process start to ready:               {ready}");
        Console.WriteLine($"open to prompt, from zero workers:    {prompt}");
        return 0;
    }

    private static async Task<TimeSpan> OpenAsync(Uri server, CancellationToken cancellationToken)
    {
        using var user = await IdeClient.SignUpAsync(server, cancellationToken);
        var project = await user.CreateProjectAsync("bench", cancellationToken);
        var opened = Stopwatch.GetTimestamp();
        var terminalId = await user.OpenTerminalAsync(project, cancellationToken);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellationToken);
        await terminal.WaitForPromptAsync(Patience);
        return Stopwatch.GetElapsedTime(opened);
    }
}
