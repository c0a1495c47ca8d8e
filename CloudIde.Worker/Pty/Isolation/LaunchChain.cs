using System.Globalization;
using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>
/// Puts the system's own tools before the program: prlimit sets the limits while still root, setpriv drops to the
/// user, both exec what follows as an argument array.
/// </summary>
/// <remarks>
/// posix_spawn can set neither. Rejected: changing the ids of one thread and spawning from it, since for that moment
/// the user's other processes may signal a thread of the worker, and a SIGKILL to a thread ends the whole process.
/// Also rejected: setpriv --pdeathsig, as the signal is tied to the spawning *thread*, and pool threads come and go.
/// </remarks>
internal static class LaunchChain
{
    // What the C library itself ignores in set-user-id programs because it makes them load a caller's code.
    private static readonly string[] LoaderVariables =
        ["LD_", "GCONV_PATH", "GLIBC_TUNABLES", "LOCPATH", "NLSPATH", "MALLOC_", "RESOLV_HOST_CONF", "RES_OPTIONS", "HOSTALIASES"];

    /// <summary>The program with its credentials and limits in front.</summary>
    /// <exception cref="ArgumentException">The environment has a variable that would run a user's code as root.</exception>
    /// <exception cref="PlatformNotSupportedException">A tool is missing or this process may not switch users.</exception>
    internal static ProgramImage Build(ShellLaunch launch, IReadOnlyDictionary<string, string> environment)
    {
        List<string> chain = [];
        if (launch.Limits is { } limits && LimitOptions(limits) is { Count: > 0 } options)
        {
            var tool = IsolationSupport.Current.LimitTool
                ?? throw new PlatformNotSupportedException("Limits for a shell need prlimit of util-linux.");
            chain.AddRange([tool, .. options, "--"]);
        }

        // A program of its own like the others: in a container root may not change it once the process is another user's.
        if (launch.Limits is { Niceness: > 0 and var niceness } && IsolationSupport.Current.NiceTool is { } nice)
        {
            chain.AddRange([nice, "-n", niceness.ToString(CultureInfo.InvariantCulture), "--"]);
        }

        if (launch.Credentials is { } credentials)
        {
            RefuseLoaderVariables(environment);
            var tool = IsolationSupport.Current.UserTool
                ?? throw new PlatformNotSupportedException("An own user id for a shell needs root and setpriv of util-linux.");
            chain.AddRange([tool, .. UserOptions(credentials), "--"]);
        }

        return chain.Count == 0
            ? new ProgramImage(launch.File, launch.Arguments, environment, launch.WorkingDirectory)
            : new ProgramImage(chain[0], [.. chain[1..], launch.File, .. launch.Arguments], environment, launch.WorkingDirectory);
    }

    /// <summary>setpriv's options: the user, no other group, no way back up.</summary>
    internal static IReadOnlyList<string> UserOptions(ShellCredentials credentials)
    {
        ArgumentOutOfRangeException.ThrowIfZero(credentials.UserId);
        ArgumentOutOfRangeException.ThrowIfZero(credentials.GroupId);
        return
        [
            "--reuid", credentials.UserId.ToString(CultureInfo.InvariantCulture),
            "--regid", credentials.GroupId.ToString(CultureInfo.InvariantCulture),
            "--clear-groups",
            "--no-new-privs",
            "--inh-caps=-all",
            "--bounding-set=-all",
        ];
    }

    // The tools still run as root, with the shell's environment: one such variable from a user would make them the user's.
    private static void RefuseLoaderVariables(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var name in environment.Keys)
        {
            if (Array.Exists(LoaderVariables, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                throw new ArgumentException($"{name} cannot be in the environment of a shell with its own user id.", nameof(environment));
            }
        }
    }

    private static List<string> LimitOptions(ProcessLimits limits)
    {
        List<string> options = [];
        Add("nproc", limits.Processes);
        Add("nofile", limits.OpenFiles);
        Add("fsize", limits.FileSizeBytes);
        Add("data", limits.MemoryBytes);
        if (options.Count > 0)
        {
            // A core dump of a user's program would count as a file of the workspace.
            Add("core", 0);
        }

        return options;

        void Add(string name, long? value)
        {
            if (value is { } wanted)
            {
                // A container's root may not raise a limit, and a shell that does not start helps nobody.
                var number = Math.Min(wanted, InheritedLimits.Hard(name));
                options.Add(string.Create(CultureInfo.InvariantCulture, $"--{name}={number}:{number}"));
            }
        }
    }
}
