using System.Diagnostics;
using System.Globalization;
using CloudIde.Worker;

namespace CloudIde.Tests.Torture;

/// <summary>A worker as a process of its own, to be killed or stopped in the middle of anything.</summary>
internal sealed class WorkerProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _logFile;
    private readonly Task _logging;
    private volatile bool _ended;

    private WorkerProgram(string id, Process process, string logFile)
    {
        Id = id;
        _process = process;
        _logFile = logFile;
        _logging = LogAsync();
    }

    /// <summary>The worker's name.</summary>
    public string Id { get; }

    /// <summary>Whether it runs; a stopped process does.</summary>
    public bool IsRunning => !_ended && !_process.HasExited;

    /// <summary>Starts a worker.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="settings">Its environment, beside what the test process itself has.</param>
    /// <param name="logFile">Where its output goes.</param>
    public static WorkerProgram Start(string id, IEnumerable<KeyValuePair<string, string?>> settings, string logFile)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerHost).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["WORKER_ID"] = id;
        return new WorkerProgram(id, Process.Start(start)!, logFile);
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        _ended = true;
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGSTOP: as if the machine slept.</summary>
    public void Pause() => Signal("STOP");

    /// <summary>SIGCONT, unless it was killed meanwhile.</summary>
    public void Continue() => Signal("CONT");

    /// <summary>SIGTERM, and the end.</summary>
    public async Task TerminateAsync()
    {
        Signal("TERM");
        await _process.WaitForExitAsync();
    }

    /// <summary>The most memory that it has had so far, in bytes.</summary>
    public long PeakMemory()
    {
        _process.Refresh();
        return _process.PeakWorkingSet64;
    }

    /// <summary>The last lines that it logged, for people.</summary>
    public string LastWords()
    {
        using var file = new FileStream(_logFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().Split('\n').TakeLast(25));
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Kill();
        }

        await _logging;
        _process.Dispose();
    }

    private async Task LogAsync()
    {
        await using var file = new FileStream(_logFile, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await using var writer = new StreamWriter(file) { AutoFlush = true };
        await Task.WhenAll(CopyAsync(_process.StandardOutput, writer), CopyAsync(_process.StandardError, writer));
    }

    private static async Task CopyAsync(StreamReader from, StreamWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
            {
                to.WriteLine(line);
            }
        }
    }

    private void Signal(string name)
    {
        if (!IsRunning)
        {
            return;
        }

        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
