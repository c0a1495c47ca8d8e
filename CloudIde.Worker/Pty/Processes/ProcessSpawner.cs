using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// Starts a program as the leader of a new session whose controlling terminal is a given pty. posix_spawn runs no
/// managed code between fork and exec, which is the only safe way out of a runtime with threads.
/// </summary>
internal static unsafe class ProcessSpawner
{
    // On macOS the kernel performs the file actions before it creates the session (xnu exec_handle_file_actions and
    // setsid_internal in posix_spawn), so the open below comes too early to make the terminal the controlling one.
    // This fixed script opens it again after the session exists, then becomes the program; what it runs are
    // positional arguments, never parts of the script.
    private const string AcquireTerminalScript = "tty=$1; shift; exec <\"$tty\" >\"$tty\" 2>&1; exec \"$@\"";

    private const string NoInput = "/dev/null";

    /// <summary>Starts the program. Its signals are all at their defaults and none is blocked.</summary>
    /// <param name="program">The program, its arguments, environment and directory.</param>
    /// <param name="terminalPath">The slave side's path.</param>
    /// <returns>The process id, which is also the session id.</returns>
    /// <exception cref="IOException">The program could not be started; the message says why.</exception>
    internal static int Spawn(ProgramImage program, string terminalPath) =>
        OperatingSystem.IsMacOS() ? SpawnThroughShell(program, terminalPath) : SpawnDirectly(program, terminalPath);

    /// <summary>Starts the program in a session of its own without a terminal: it reads nothing, and writes all into a pipe.</summary>
    /// <param name="program">The program, its arguments, environment and directory.</param>
    /// <param name="output">The end of the pipe that is written to.</param>
    /// <returns>The process id, which is also the session id.</returns>
    /// <exception cref="IOException">The program could not be started; the message says why.</exception>
    internal static int SpawnOnPipe(ProgramImage program, SafeFileHandle output)
    {
        var held = false;
        try
        {
            output.DangerousAddRef(ref held);
            return SpawnDirectly(program, NoInput, (int)output.DangerousGetHandle());
        }
        finally
        {
            if (held)
            {
                output.DangerousRelease();
            }
        }
    }

    /// <summary>The macOS way; it works on Linux too, where tests run it.</summary>
    internal static int SpawnThroughShell(ProgramImage program, string terminalPath) =>
        SpawnDirectly(
            program with
            {
                File = "/bin/sh",
                Arguments = ["-c", AcquireTerminalScript, "sh", terminalPath, program.File, .. program.Arguments],
            },
            terminalPath);

    /// <param name="program">The program.</param>
    /// <param name="inputPath">What it reads; without another output, also what it writes.</param>
    /// <param name="output">The descriptor that it writes to, or null.</param>
    private static int SpawnDirectly(ProgramImage program, string inputPath, int? output = null)
    {
        // Checked here because posix_spawn reports a missing directory and a missing program alike.
        if (!Directory.Exists(program.WorkingDirectory))
        {
            throw new DirectoryNotFoundException($"Could not start {program.File}: there is no directory {program.WorkingDirectory}.");
        }

        using var strings = new NativeStrings([program.File, program.WorkingDirectory, inputPath]);
        using var arguments = new NativeStrings([program.File, .. program.Arguments]);
        using var environment = new NativeStrings([.. program.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);

        var attributes = stackalloc byte[LibC.OpaqueSize];
        var actions = stackalloc byte[LibC.OpaqueSize];
        Check(LibC.AttributesInit(attributes), "prepare a process");
        try
        {
            Check(LibC.ActionsInit(actions), "prepare a process");
            try
            {
                SetAttributes(attributes);
                SetActions(actions, directory: strings.Pointer[1], input: strings.Pointer[2], output ?? 0);
                int pid;
                Check(
                    LibC.PosixSpawn(&pid, strings.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer),
                    $"start {program.File}");
                return pid;
            }
            finally
            {
                _ = LibC.ActionsDestroy(actions);
            }
        }
        finally
        {
            _ = LibC.AttributesDestroy(attributes);
        }
    }

    private static void SetAttributes(byte* attributes)
    {
        var flags = (short)(PlatformConstants.SpawnSetSession
            | PlatformConstants.SpawnSetSignalDefault
            | PlatformConstants.SpawnSetSignalMask
            | (OperatingSystem.IsMacOS() ? PlatformConstants.SpawnCloseByDefault : 0));
        Check(LibC.AttributesSetFlags(attributes, flags), "prepare a process");

        // Ignored signals pass through exec. A worker that was started in the background ignores SIGINT, and .NET
        // ignores SIGPIPE: without this, Ctrl-C does nothing in the terminal and `yes | head` never ends.
        var signals = stackalloc byte[LibC.OpaqueSize];
        _ = LibC.SignalsFill(signals);
        Check(LibC.AttributesSetSignalDefault(attributes, signals), "prepare a process");
        _ = LibC.SignalsEmpty(signals);
        Check(LibC.AttributesSetSignalMask(attributes, signals), "prepare a process");
    }

    private static void SetActions(byte* actions, byte* directory, byte* input, int output)
    {
        // The first open of a terminal by a session leader that has none gives it the controlling terminal. On Linux
        // both C libraries call setsid before they perform the file actions.
        Check(LibC.ActionsAddOpen(actions, 0, input, PlatformConstants.ReadWrite, 0), "prepare a process");
        Check(LibC.ActionsAddDup2(actions, output, 1), "prepare a process");
        Check(LibC.ActionsAddDup2(actions, output, 2), "prepare a process");
        Check(LibC.ActionsAddChangeDirectory(actions, directory), "prepare a process");
        if (OperatingSystem.IsMacOS())
        {
            return;
        }

        try
        {
            Check(LibC.ActionsAddCloseFrom(actions, 3), "prepare a process");
        }
        catch (EntryPointNotFoundException)
        {
            CloseOpenDescriptors(actions);
        }
    }

    // musl and glibc before 2.34. Everything that .NET opens closes at exec by itself; this is for what the worker
    // inherited or a native library opened. Closing a number that is free by then is not an error.
    private static void CloseOpenDescriptors(byte* actions)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var descriptor) && descriptor > 2)
            {
                Check(LibC.ActionsAddClose(actions, descriptor), "prepare a process");
            }
        }
    }

    private static void Check(int error, string action)
    {
        if (error != 0)
        {
            throw NativeError.Of(action, error);
        }
    }
}
