using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CloudIde.Tests.AppHost;

/// <summary>The AppHost as a person starts it: a process of its own, its output, its signals and what it started.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public string Output => string.Join('\n', _output);

    public Uri ServerAddress => new(Match(ServerLine()));

    public Uri AwsEndpoint => new(Match(AwsLine()));

    /// <summary>Starts it without waiting.</summary>
    public static AppHostProcess Launch(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramPath, "--embedded", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var host = new AppHostProcess(start);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<AppHostProcess> StartAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var host = Launch(arguments, environment);
        var exited = host._process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(host._ready.Task, exited).WaitAsync(StartPatience, cancellationToken);
        Assert.True(first == host._ready.Task, $"The AppHost ended with {(host._process.HasExited ? host.ExitCode : 0)}: {host.Output}");
        return host;
    }

    /// <summary>The ids of the worker processes that descend from it, or did before it ended.</summary>
    public IReadOnlyList<int> Workers() => ProcessTree.Find("CloudIde.Worker.dll", Id);

    /// <summary>Sends a signal, as Ctrl-C or a service manager does.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task WaitForExitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _process.WaitForExitAsync(cancellationToken).WaitAsync(atMost, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>The program in its own output folder, built in the same configuration as this test.</summary>
    private static string ProgramPath
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            var root = output;
            while (!File.Exists(Path.Combine(root.FullName, "CloudIde.Aspire.sln")))
            {
                root = root.Parent ?? throw new InvalidOperationException("The tests do not run from a build of the solution.");
            }

            var tail = Path.GetRelativePath(Path.Combine(root.FullName, "CloudIde.Tests"), output.FullName);
            return Path.Combine(root.FullName, "CloudIde.AppHost", tail, "CloudIde.AppHost.dll");
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.Contains("Press Ctrl-C", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    private string Match(Regex line)
    {
        var match = line.Match(Output);
        Assert.True(match.Success, Output);
        return match.Groups[1].Value;
    }

    [GeneratedRegex(@"CloudIDE is ready: (\S+)")]
    private static partial Regex ServerLine();

    [GeneratedRegex(@"Emulated AWS\s+(\S+)")]
    private static partial Regex AwsLine();
}
