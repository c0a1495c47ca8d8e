using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary>A server under measurement as a process of its own: its address, how long it took to answer, what it costs.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Where it answers.</summary>
    public Uri Endpoint { get; }

    /// <summary>From the start of its process until its health address answered 200.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>The processor time it used so far, on all cores.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="start">The program.</param>
    /// <param name="endpoint">Where it will answer.</param>
    /// <param name="healthPath">A path that answers 200 once it is ready.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(
        ProcessStartInfo start, Uri endpoint, string healthPath, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = new Process { StartInfo = start };
        var server = new ServerProcess(process, endpoint);
        process.OutputDataReceived += (_, line) => server.Take(line.Data);
        process.ErrorDataReceived += (_, line) => server.Take(line.Data);
        using var http = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await server.WaitUntilReadyAsync(http, healthPath, started, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What of it is in memory.</summary>
    /// <returns>
    /// Resident set and proportional set in MiB, from Linux's <c>VmRSS</c> and <c>Pss</c>; the working set for both elsewhere.
    /// The proportional set counts a page that several processes share (the runtime's own files) in shares.
    /// </returns>
    public (double Resident, double Proportional) ReadMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            _process.Refresh();
            var workingSet = _process.WorkingSet64 / 1048576.0;
            return (workingSet, workingSet);
        }

        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        return (ReadKibibytes($"/proc/{id}/status", "VmRSS:") / 1024.0, ReadKibibytes($"/proc/{id}/smaps_rollup", "Pss:") / 1024.0);
    }

    /// <summary>SIGKILL: nothing of the process runs any more on return.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to end, and kills it when that takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (!OperatingSystem.IsWindows())
            {
                using var kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
                await _process.WaitForExitAsync().WaitAsync(StopPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private static long ReadKibibytes(string path, string name)
    {
        var line = File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task WaitUntilReadyAsync(HttpClient http, string healthPath, long started, CancellationToken cancellationToken)
    {
        var health = new Uri(Endpoint, healthPath);
        while (true)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}: {string.Join('\n', _output)}");
            }

            try
            {
                using var answer = await http.GetAsync(health, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    ReadyAfter = Stopwatch.GetElapsedTime(started);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            if (Stopwatch.GetElapsedTime(started) > StartPatience)
            {
                throw new InvalidOperationException($"{health} did not answer within {StartPatience.TotalSeconds:0} s: {string.Join('\n', _output)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }
    }

    private void Take(string? line)
    {
        // A server that logs every request must not fill the meter's memory.
        if (line is not null && _output.Count < 100)
        {
            _output.Enqueue(line);
        }
    }
}
