using System.ComponentModel;
using System.Diagnostics;

namespace CloudIde.AppHost.Topology;

/// <summary>Whether this machine can run containers.</summary>
internal static class ContainerRuntime
{
    // A daemon that is starting or suspended can take long to say no; nobody waits longer than this for a web IDE.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Lazy<bool> Found = new(() => Candidates().Any(Answers));

    /// <summary>Whether Docker or Podman is installed and its daemon answers. Asked once in a process.</summary>
    /// <returns>True when containers can run.</returns>
    public static bool Answers() => Found.Value;

    // Aspire's own choice comes first: the one that is configured is the one that it would use.
    private static IEnumerable<string> Candidates() =>
        Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } configured
            ? [configured]
            : ["docker", "podman"];

    // "docker --version" succeeds with no daemon; listing containers does not. Aspire's orchestrator asks the same.
    private static bool Answers(string program)
    {
        var start = new ProcessStartInfo(program, ["container", "ls", "--last", "1"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        try
        {
            using var process = Process.Start(start);
            if (process is null)
            {
                return false;
            }

            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(Patience))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // Not installed, not executable, or gone before it could be killed.
            return false;
        }
    }
}
