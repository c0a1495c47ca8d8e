using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CloudIde.Emulator;
using CloudIde.Tests.AwsSdk;
using Xunit;

namespace CloudIde.Tests.Emulator.Conformance;

/// <summary>
/// boto3, a client that nobody here wrote, runs every case against the emulator and against moto's server. Both must
/// agree, but for the differences that the cases list with what AWS documents. The page of the differences must be up to
/// date, and every operation must hold against AWS's own models, which botocore brings.
/// </summary>
[Collection(nameof(MotoCollection))]
public sealed class ConformanceTests(MotoServer moto)
{
    private const int ExpectedCases = 500;

    [Fact]
    public async Task Boto3Cases_OnEmulatorAndMoto_AgreeButForTheListedDifferences()
    {
        var python = Find("python3.11") ?? Find("python3");
        Assert.SkipWhen(python is null, "Python 3 is not on the PATH.");
        Assert.SkipUnless(await HasBoto3Async(python), "boto3 is not installed for python3; 'pip install boto3' installs it.");

        var data = Directory.CreateTempSubdirectory("cloudide-conformance-").FullName;
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Port = 0,
                DataDirectory = data,

                // Tasks of the cases only have to run until they are stopped.
                Images = new Dictionary<string, IReadOnlyList<string>> { ["conformance"] = ["sleep", "600"] },
            },
            TestContext.Current.CancellationToken);
        var page = Path.Combine(Folder(), "..", "..", "..", "docs", "emulator-conformance.md");
        var (exitCode, output, error) = await RunAsync(
            python, "-B", Path.Combine(Folder(), "run.py"), emulator.Endpoint.ToString(), moto.Url, page);
        await emulator.StopAsync(TestContext.Current.CancellationToken);
        Directory.Delete(data, recursive: true);

        Assert.True(exitCode == 0, error);
        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var wrong = results.Where(result => result.GetProperty("status").GetString() is not ("same" or "listed"));
        Assert.Empty(wrong.Select(result => result.GetRawText()));
        Assert.True(results.Count >= ExpectedCases, $"Only {results.Count} cases ran.");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{results.Count} cases: {results.Count(result => result.GetProperty("status").GetString() == "same")} the same on both, the rest listed.");
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static async Task<bool> HasBoto3Async(string python) => (await RunAsync(python, "-c", "import boto3")).ExitCode == 0;

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.GetDirectoryName(source)!;
}
