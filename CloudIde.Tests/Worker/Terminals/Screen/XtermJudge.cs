using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace CloudIde.Tests.Worker.Terminals.Screen;

/// <summary>Asks xterm.js, by <c>judge.mjs</c>, whether prefixes restore what they should.</summary>
internal static class XtermJudge
{
    /// <summary>Compares each case; skips the test where Node or the web client's packages are missing.</summary>
    /// <param name="cases">What to compare.</param>
    /// <returns>The differences, one a line.</returns>
    public static async Task<string> CompareAsync(IEnumerable<ReplayCase> cases)
    {
        var web = Path.GetFullPath(Path.Combine(Here(), "../../../../CloudIde.Server/Web"));
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(web, "node_modules/@xterm/headless")), "The web client's packages are not installed (npm ci).");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, cases.Select(one => JsonSerializer.Serialize(one, JsonSerializerOptions.Web)));
            return await RunAsync("node", Path.Combine(Here(), "judge.mjs"), web, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node is not installed.");
        }

        using (process)
        {
            var output = await process!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
            return output;
        }
    }
}
