using System.Collections.Concurrent;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// One thread that waits for all terminals and child processes of this process and only ever signals: reads and
/// writes happen where the data is wanted. A blocking read per terminal would cost a thread (or a blocked pool
/// thread) for each of hundreds of terminals.
/// </summary>
internal sealed class ReadinessLoop
{
    private const int EventsPerWait = 128;

    private static readonly Lazy<ReadinessLoop> SharedLoop = new(() => new ReadinessLoop());

    private readonly ReadinessQueue _queue = ReadinessQueue.Create();
    private readonly ConcurrentDictionary<long, ReadinessSource> _sources = new();
    private long _lastToken;

    private ReadinessLoop()
    {
        // An exception on this thread ends the process: without the loop every terminal would hang silently.
        new Thread(Run) { IsBackground = true, Name = "Terminal readiness" }.Start();
    }

    /// <summary>The process's loop, started at first use.</summary>
    internal static ReadinessLoop Shared => SharedLoop.Value;

    internal long Add(int descriptor, ReadinessSource source)
    {
        // A token is never used twice, unlike a descriptor: an event that is already under way for a closed
        // terminal cannot reach the one that got its number.
        var token = Interlocked.Increment(ref _lastToken);
        _sources[token] = source;
        _queue.Add(descriptor, token);
        return token;
    }

    internal void Arm(int descriptor, long token, Interest interest) => _queue.Arm(descriptor, token, interest);

    internal void Remove(int descriptor, long token)
    {
        _sources.TryRemove(token, out _);
        _queue.Remove(descriptor);
    }

    private void Run()
    {
        var events = new ReadyEvent[EventsPerWait];
        while (true)
        {
            var count = _queue.Wait(events);
            for (var i = 0; i < count; i++)
            {
                if (_sources.TryGetValue(events[i].Token, out var source))
                {
                    source.OnReady(events[i].Ready);
                }
            }
        }
    }
}
