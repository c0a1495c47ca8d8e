using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Tests.Torture;

/// <summary>What happened in a torture run, and what was wrong. For people who read the report of a failure.</summary>
internal sealed class Findings
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>Whether something was wrong.</summary>
    public bool HasFailed => !_failures.IsEmpty;

    /// <summary>What was wrong, one a line.</summary>
    public IEnumerable<string> Failures => _failures;

    /// <summary>What happened last, oldest first.</summary>
    public IEnumerable<string> LastEvents => _events;

    /// <summary>Notes an event.</summary>
    public void Note(string what)
    {
        _events.Enqueue(Stamped(what));
        while (_events.Count > 60)
        {
            _events.TryDequeue(out _);
        }
    }

    /// <summary>Notes that something is wrong.</summary>
    public void Fail(string what)
    {
        Note("FAILED: " + what);
        _failures.Enqueue(Stamped(what));
    }

    private string Stamped(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(_started).TotalSeconds,8:0.000} {what}");
}
