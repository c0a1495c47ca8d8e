using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// Runs containers as local processes: an image stands for a program of this machine. A process gets nothing of the
/// emulator's environment but what a container's base image would have.
/// </summary>
internal sealed class ProcessTaskRuntime : ITaskRuntime, IDisposable
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeftoverPoll = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly HashSet<UnixProcess> _running = [];
    private readonly ImageMap _images;
    private readonly string _root;
    private readonly Lazy<ChildWatcher> _watcher = new(() => new ChildWatcher());
    private readonly Timer _looks;

    /// <summary>Creates the runtime.</summary>
    /// <param name="images">The programs that stand for images.</param>
    /// <param name="root">Where tasks get their home directories.</param>
    public ProcessTaskRuntime(ImageMap images, string root)
    {
        _images = images;
        _root = root;
        _looks = new Timer(_ => Look());
    }

    /// <inheritdoc/>
    public ValueTask PullAsync(string image, CancellationToken cancellationToken) => _images.Find(image) is null
        ? throw new ContainerStartException(
            $"CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {image}: {image}: not found")
        : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IRunningContainer> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken) => Task.FromResult(Start(launch));

    private IRunningContainer Start(ContainerLaunch launch)
    {
        var home = Path.Combine(_root, launch.TaskId);
        StateFile.CreatePrivateDirectory(home);
        var environment = BaseEnvironment(home);
        foreach (var (name, value) in launch.Environment)
        {
            environment[name] = value;
        }

        // As containers do: an entry point in the definition replaces the image's, and a command stands behind either.
        var entryPoint = launch.EntryPoint is { Count: > 0 } given ? given : _images.Find(launch.Image) ?? [];
        string[] argv = [.. entryPoint, .. launch.Command];
        if (argv.Length == 0 || argv[0].Length == 0)
        {
            throw CannotStart("no command specified");
        }

        if (argv.Concat(environment.Values).Concat(environment.Keys).Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            throw CannotStart("an argument or an environment variable contains a NUL character");
        }

        var program = FindProgram(argv[0], environment)
            ?? throw CannotStart($"exec: \"{argv[0]}\": executable file not found in $PATH: unknown");
        return OperatingSystem.IsWindows()
            ? StartPortable([program, .. argv[1..]], environment, home, launch)
            : StartUnix(program, argv, environment, home, launch);
    }

    /// <inheritdoc/>
    public async Task EndLeftoverAsync(ContainerIdentity identity, TimeSpan stopTimeout)
    {
        if (identity.ContainerId is not null)
        {
            // The emulator ran its tasks on a container engine before.
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            PortableProcess.EndLeftover(identity);
            return;
        }

        // Not a child of this process, so nothing keeps its id: each signal is preceded by a look at who has it.
        if (!IsAlive(identity))
        {
            return;
        }

        var tree = new ProcessTree(identity.ProcessId);
        tree.Look(ProcessTable.Read());
        _ = LibC.Kill(identity.ProcessId, LibC.Sigterm);
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < stopTimeout && IsAlive(identity))
        {
            await Task.Delay(LeftoverPoll);
        }

        if (IsAlive(identity))
        {
            tree.Look(ProcessTable.Read());
            _ = LibC.Kill(identity.ProcessId, LibC.Sigkill);
        }

        await tree.KillAsync();
    }

    /// <inheritdoc/>
    public Task CleanUpAsync(string taskId)
    {
        try
        {
            Directory.Delete(Path.Combine(_root, taskId), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The task never had one.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that escaped still writes there. The directory is tried again with the next start of the emulator.
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _looks.Dispose();
        if (_watcher.IsValueCreated)
        {
            _watcher.Value.Dispose();
        }
    }

    private static ContainerStartException CannotStart(string problem) =>
        new("CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: "
            + $"failed to create shim task: OCI runtime create failed: unable to start container process: {problem}");

    private static bool IsAlive(ContainerIdentity identity) =>
        identity.StartedAt.Length > 0
        && ProcessTable.Find(identity.ProcessId) is { Ended: false } process
        && process.StartedAt == identity.StartedAt;

    private static Dictionary<string, string> BaseEnvironment(string home)
    {
        // Windows' variables are the same in any case.
        var environment = new Dictionary<string, string>(
            OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? DefaultPath,
            ["HOME"] = home,
            ["LANG"] = Environment.GetEnvironmentVariable("LANG") ?? "C.UTF-8",

            // A worker whose emulator is gone has lost its cloud and should end.
            ["CLOUDIDE_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

        // What the machine's programs need to find their runtime, their temporary files and, on Windows, themselves.
        foreach (var name in (string[])["TMPDIR", "TEMP", "TMP", "SystemRoot", "PATHEXT", "USERPROFILE"])
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        if (DotnetRoot() is { } root)
        {
            environment["DOTNET_ROOT"] = root;
        }

        return environment;
    }

    // A program that was built as an executable looks for .NET in fixed places. Where the emulator runs on another one, it
    // is told, for it may be the only one.
    private static string? DotnetRoot()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } given)
        {
            return given;
        }

        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return File.Exists(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet")) ? root : null;
    }

    private static string? FindProgram(string name, Dictionary<string, string> environment)
    {
        if (name.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(name))
        {
            var path = Path.GetFullPath(name);
            return IsProgram(path) ? path : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        return environment["PATH"]
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(directory => endings.Select(ending => Path.Combine(directory, name + ending)))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static PortableProcess StartPortable(
        string[] argv, Dictionary<string, string> environment, string home, ContainerLaunch launch)
    {
        try
        {
            return PortableProcess.Start(argv, environment, home, launch);
        }
        catch (Win32Exception exception)
        {
            throw CannotStart($"exec: \"{argv[0]}\": {exception.Message}: unknown");
        }
    }

    private UnixProcess StartUnix(
        string program, string[] argv, Dictionary<string, string> environment, string home, ContainerLaunch launch)
    {
        var error = UnixProcess.Start(program, argv, environment, home, launch, _watcher.Value, out var process);
        if (process is null)
        {
            throw CannotStart($"exec: \"{argv[0]}\": {Marshal.GetPInvokeErrorMessage(error)}: unknown");
        }

        lock (_lock)
        {
            _running.Add(process);
            _looks.Change(LookPeriod, LookPeriod);
        }

        _ = ForgetAsync(process);
        return process;
    }

    private async Task ForgetAsync(UnixProcess process)
    {
        await process.Exited;
        lock (_lock)
        {
            _running.Remove(process);
            if (_running.Count == 0)
            {
                _looks.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Look()
    {
        if (!ProcessTable.IsCheap)
        {
            return;
        }

        var processes = ProcessTable.Read();
        UnixProcess[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        foreach (var process in running)
        {
            process.Look(processes);
        }
    }
}
