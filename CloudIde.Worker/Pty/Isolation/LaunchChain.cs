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
    /// <summary>The program with its credentials and limits in front.</summary>
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

        if (launch.Credentials is { } credentials)
        {
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
            if (value is { } number)
            {
                options.Add(string.Create(CultureInfo.InvariantCulture, $"--{name}={number}:{number}"));
            }
        }
    }
}
