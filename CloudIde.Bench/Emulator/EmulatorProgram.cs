using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CloudIde.Bench.Emulator;

/// <summary>The built emulator, started as <c>dotnet CloudIde.Emulator.dll</c> with settings of nobody's but the benchmark's.</summary>
internal static class EmulatorProgram
{
    /// <summary>Starts it on a free port and waits for its health address.</summary>
    /// <param name="dataDirectory">What it keeps its state in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<ServerProcess> StartAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var port = FindFreePort();
        var start = new ProcessStartInfo(
            "dotnet", [ProgramPath(), "--data", dataDirectory, "--port", port.ToString(CultureInfo.InvariantCulture)]);
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("EMULATOR_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        return ServerProcess.StartAsync(start, new Uri($"http://127.0.0.1:{port}/"), "/_localstack/health", cancellationToken);
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The program in its own output folder, with its own runtime settings, built in the same configuration as the caller.</summary>
    private static string ProgramPath()
    {
        // .../CloudIde.X/bin/Debug/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var project = output.Parent!.Parent!.Parent!;
        return Path.Combine(
            project.Parent!.FullName, "CloudIde.Emulator", Path.GetRelativePath(project.FullName, output.FullName), "CloudIde.Emulator.dll");
    }
}
