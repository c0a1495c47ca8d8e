using System.Diagnostics;
using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// The first process of a container. A .NET process with id 1 reaps every child it sees, and with it the exit codes
/// of terminals (see <see cref="ChildProcess"/>); so where the worker would be process 1, it starts itself once more,
/// and the first
/// one only passes signals on and reaps. Setting initProcessEnabled in a task definition has the same effect; this
/// does not depend on it.
/// </summary>
internal static class ContainerInit
{
    private static readonly PosixSignal[] Forwarded =
        [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];

    /// <summary>Whether this process is the first one of a container.</summary>
    internal static bool IsNeeded => OperatingSystem.IsLinux() && Environment.ProcessId == 1;

    /// <summary>Runs this program again as a child and ends with its exit code.</summary>
    /// <param name="arguments">The arguments of this process.</param>
    internal static int Run(IReadOnlyList<string> arguments)
    {
        var file = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");

        // Under the dotnet command the first argument is our assembly.
        IEnumerable<string> assembly = Path.GetFileNameWithoutExtension(file) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        return Run(file, [.. assembly, .. arguments]);
    }

    internal static int Run(string file, IReadOnlyList<string> arguments)
    {
        using var started = new ManualResetEventSlim();
        var childId = 0;
        List<PosixSignalRegistration> registrations = [];
        try
        {
            // Registered first: a signal between start and registration would end this process and the container.
            foreach (var signal in Forwarded)
            {
                registrations.Add(PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = true;
                    started.Wait();
                    _ = LibC.Kill(childId, NumberOf(context.Signal));
                }));
            }

            using var process = Process.Start(file, arguments);
            childId = process.Id;
            started.Set();
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            registrations.ForEach(registration => registration.Dispose());
        }
    }

    private static int NumberOf(PosixSignal signal) => SignalNumber.Of(signal switch
    {
        PosixSignal.SIGHUP => TerminalSignal.HangUp,
        PosixSignal.SIGINT => TerminalSignal.Interrupt,
        PosixSignal.SIGQUIT => TerminalSignal.Quit,
        _ => TerminalSignal.Terminate,
    });
}
