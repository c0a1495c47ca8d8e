using System.Diagnostics;
using System.Globalization;
using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;
using CloudIde.Bench.Emulator;

namespace CloudIde.Bench.Workspaces;

/// <summary>The embedded system with a user, whose workspaces are measured; workers are processes of their own.</summary>
internal sealed class WorkspaceBench : IAsyncDisposable
{
    /// <summary>How long one thing may take before the benchmark gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _data;

    private WorkspaceBench(string data, EmbeddedSystem system, IdeClient user)
    {
        _data = data;
        System = system;
        User = user;
        Aws = AwsClients.Create(system.AwsEndpoint);
    }

    /// <summary>The system.</summary>
    public EmbeddedSystem System { get; }

    /// <summary>The signed-in user.</summary>
    public IdeClient User { get; }

    /// <summary>Clients of the emulated AWS.</summary>
    public AwsClients Aws { get; }

    /// <summary>Starts the system. Workspaces that nobody watches stop after 2 s.</summary>
    public static async Task<WorkspaceBench> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-bench-").FullName;
        var settings = new Dictionary<string, string?>
        {
            ["WORKSPACE_IDLE_SECONDS"] = "2", ["ECS_MIN_TASKS"] = "1", ["ECS_MAX_TASKS"] = "2",
        };
        var system = await EmbeddedSystem.StartAsync(new EmbeddedOptions(data, null, Verbose: false), settings, cancellationToken);
        return new WorkspaceBench(data, system, await IdeClient.SignUpAsync(system.ServerAddress, cancellationToken));
    }

    /// <summary>Opens a terminal and waits for its prompt.</summary>
    public async Task<(TerminalClient Terminal, string TerminalId, string Folder)> OpenAsync(string project, CancellationToken cancellationToken)
    {
        var terminalId = await User.OpenTerminalAsync(project, cancellationToken);
        var terminal = await User.AttachAsync(project, terminalId, cancellationToken);
        await terminal.WaitForPromptAsync(Patience);
        return (terminal, terminalId, await FolderAsync(terminal, cancellationToken));
    }

    /// <summary>Asks a shell at its prompt where it is.</summary>
    public static async Task<string> FolderAsync(TerminalClient terminal, CancellationToken cancellationToken)
    {
        await terminal.TypeAsync("printf 'folder=%s=%s\\n' \"$(pwd -P)\" end\n", cancellationToken);
        await terminal.WaitForTextAsync("=end", Patience);
        var text = terminal.Text;
        var start = text.LastIndexOf("folder=/", StringComparison.Ordinal) + "folder=".Length;
        return text[start..text.IndexOf("=end", start, StringComparison.Ordinal)];
    }

    /// <summary>Closes the terminal and waits until the workspace has ended, and so is saved.</summary>
    public async Task EndAsync(string project, string terminalId, TerminalClient terminal, CancellationToken cancellationToken)
    {
        await User.CloseTerminalAsync(project, terminalId, cancellationToken);
        await terminal.DisposeAsync();
        await UntilAsync(
            async () => (await User.Http.GetStringAsync(new Uri($"/api/v2/projects/{project}/workspace", UriKind.Relative), cancellationToken))
                .Contains("\"inactive\"", StringComparison.Ordinal),
            TimeSpan.FromMilliseconds(100),
            cancellationToken);
    }

    /// <summary>The worker that has a workspace: the process that holds the lock of its folder. Linux only: found in /proc.</summary>
    /// <param name="folder">The folder of the project's files.</param>
    /// <returns>The process.</returns>
    /// <exception cref="InvalidOperationException">None has it.</exception>
    public static int WorkerOf(string folder)
    {
        var root = Path.GetFullPath(Path.Combine(folder, "../.."));
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (process.Id != Environment.ProcessId && Holds(process.Id, Path.Combine(root, ".owner")))
                {
                    return process.Id;
                }
            }
        }

        throw new InvalidOperationException("No process holds the workspace's folder.");
    }

    /// <summary>Sends a signal to a process.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="signal">The signal's name, such as <c>KILL</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is sent.</returns>
    public static async Task SignalAsync(int process, string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits until something holds.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, TimeSpan interval, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Not within {Patience.TotalSeconds:0} s."));
            }

            await Task.Delay(interval, cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Aws.Dispose();
        User.Dispose();
        await System.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static bool Holds(int processId, string path)
    {
        try
        {
            return Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
