using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudIde.Bench.Clients;

/// <summary>The AppHost as a person starts it: a process of its own, its output, its signals.</summary>
internal sealed partial class AppHostProgram : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProgram(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it printed so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The address that it printed for people.</summary>
    public Uri ServerAddress => new(Find(ServerLine()));

    /// <summary>The address that it printed for AWS clients.</summary>
    public Uri AwsEndpoint => new(Find(AwsLine()));

    /// <summary>Starts it without waiting.</summary>
    public static AppHostProgram Launch(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramPath(), "--embedded", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var host = new AppHostProgram(start);
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds what it printed.</exception>
    public static async Task<AppHostProgram> StartAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var host = Launch(arguments, environment);
        var exited = host._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(host._ready.Task, exited).WaitAsync(patience, cancellationToken) == exited)
        {
            var message = $"The AppHost ended with {host.ExitCode}: {host.Output}";
            await host.DisposeAsync();
            throw new InvalidOperationException(message);
        }

        return host;
    }

    /// <summary>Sends a signal, as Ctrl-C or a service manager does.</summary>
    /// <param name="name">Such as <c>INT</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended.</summary>
    public Task WaitForExitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        _process.WaitForExitAsync(cancellationToken).WaitAsync(atMost, cancellationToken);

    /// <summary>Stops it as Ctrl-C does, and kills it when that takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("INT");
            await _process.WaitForExitAsync().WaitAsync(StopPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    /// <summary>The program in its own output folder, built in the same configuration as the caller.</summary>
    private static string ProgramPath()
    {
        // .../CloudIde.X/bin/Debug/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var project = output.Parent!.Parent!.Parent!;
        var tail = Path.GetRelativePath(project.FullName, output.FullName);
        return Path.Combine(project.Parent!.FullName, "CloudIde.AppHost", tail, "CloudIde.AppHost.dll");
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

    private string Find(Regex line) =>
        line.Match(Output) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"The AppHost did not print its address: {Output}");

    [GeneratedRegex(@"CloudIDE is ready: (\S+)")]
    private static partial Regex ServerLine();

    [GeneratedRegex(@"Emulated AWS\s+(\S+)")]
    private static partial Regex AwsLine();
}
