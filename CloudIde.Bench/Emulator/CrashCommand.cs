using System.CommandLine;
using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary>kill -9 in the middle of writes, again and again on the same data, and what must be there afterwards.</summary>
internal static class CrashCommand
{
    /// <summary>The command <c>emulator-kill</c>.</summary>
    public static Command Command()
    {
        var kills = new Option<int>("--kills") { Description = "How often it is killed.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Of sizes, operations and the moments of the kills.", DefaultValueFactory = _ => Environment.TickCount };
        var command = new Command(
            "emulator-kill", "kill -9 in the middle of 1,000 S3 writes and 1,000 SQS sends; exit code 1 when something acknowledged is lost.")
        {
            kills, seed,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(kills), parsed.GetValue(seed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int kills, int seed, CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        try
        {
            var check = new CrashCheck(data, seed);
            for (var kill = 0; kill < kills; kill++)
            {
                Console.WriteLine(await check.RunAsync(cancellationToken));
            }

            check.Violations.ForEach(Console.WriteLine);
            Console.WriteLine(check.Violations.Count == 0 ? "PASS" : "FAIL");
            return check.Violations.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
