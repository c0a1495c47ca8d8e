using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// A container as a local process where there is no posix_spawn, which is Windows. There is no SIGTERM either, so a task
/// that is stopped there gets no time to finish.
/// </summary>
internal sealed class PortableProcess : IRunningContainer
{
    private const int ReadBytes = 64 * 1024;
    private const int KilledCode = 137;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private volatile bool _killed;

    private PortableProcess(Process process, ContainerLaunch launch)
    {
        _process = process;
        Identity = new ContainerIdentity(process.Id, StartOf(process));
        Exited = FinishAsync(Task.WhenAll(
            TakeAsync(process.StandardOutput.BaseStream, launch.Output),
            TakeAsync(process.StandardError.BaseStream, launch.Errors)));
    }

    /// <inheritdoc/>
    public ContainerIdentity Identity { get; }

    /// <inheritdoc/>
    public Task<int> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="argv">The program's full path and its arguments.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="launch">Whose output streams are used.</param>
    /// <returns>The process.</returns>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static PortableProcess Start(
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        ContainerLaunch launch)
    {
        var start = new ProcessStartInfo(argv[0], argv.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new Win32Exception();
        process.StandardInput.Close();
        return new PortableProcess(process, launch);
    }

    /// <summary>Ends a process of an earlier emulator.</summary>
    /// <param name="identity">Which.</param>
    public static void EndLeftover(ContainerIdentity identity)
    {
        try
        {
            using var process = Process.GetProcessById(identity.ProcessId);
            if (StartOf(process) == identity.StartedAt)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
        catch (InvalidOperationException)
        {
            // It has ended just now.
        }
    }

    /// <inheritdoc/>
    public void Terminate() => Kill();

    /// <inheritdoc/>
    public void Kill()
    {
        try
        {
            _killed = true;
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static string StartOf(Process process) => process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static async Task TakeAsync(Stream stream, IContainerOutput output)
    {
        var buffer = new byte[ReadBytes];
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            output.Write(buffer.AsSpan(0, count));
        }

        output.Complete();
    }

    private async Task<int> FinishAsync(Task output)
    {
        await _process.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(OutputGrace));
        return _killed ? KilledCode : _process.ExitCode;
    }
}
