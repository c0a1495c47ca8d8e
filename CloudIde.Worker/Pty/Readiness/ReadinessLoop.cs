using System.Collections.Concurrent;

namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// A few threads that wait for all terminals and child processes of this process. A blocking read per terminal would
/// cost a thread, or a blocked pool thread, for each of hundreds of terminals.
/// </summary>
/// <remarks>
/// The thread that took an event runs what waited for it, as long as another one still polls; the last one hands it
/// to the pool. Waking a sleeping thread is most of an echo's time (around 0.1 ms in a virtual machine), and this way a
/// keystroke wakes one instead of two, while code that blocks can never stop the polling.
/// </remarks>
internal sealed class ReadinessLoop
{
    private static readonly int Pollers = Math.Clamp(Environment.ProcessorCount, 2, 4);

    private static readonly Lazy<ReadinessLoop> SharedLoop = new(() => new ReadinessLoop());

    private readonly ReadinessQueue _queue = ReadinessQueue.Create();
    private readonly ConcurrentDictionary<long, ReadinessSource> _sources = new();
    private long _lastToken;
    private int _polling = Pollers;

    private ReadinessLoop()
    {
        for (var i = 0; i < Pollers; i++)
        {
            // An exception on such a thread ends the process: without the loop every terminal would hang silently.
            new Thread(Run) { IsBackground = true, Name = "Terminal readiness" }.Start();
        }
    }

    /// <summary>The process's loop, started at first use.</summary>
    internal static ReadinessLoop Shared => SharedLoop.Value;

    internal long Add(int descriptor, ReadinessSource source)
    {
        // A token is never used twice, unlike a descriptor: an event that is already under way for a closed
        // terminal cannot reach the one that got its number.
        var token = Interlocked.Increment(ref _lastToken);
        _sources[token] = source;
        try
        {
            _queue.Add(descriptor, token);
        }
        catch
        {
            _sources.TryRemove(token, out _);
            throw;
        }

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
        while (true)
        {
            // One at a time: a second event would wait here for whatever the first one runs.
            if (_queue.Wait() is not { } ready || !_sources.TryGetValue(ready.Token, out var source))
            {
                continue;
            }

            var othersPoll = Interlocked.Decrement(ref _polling) > 0;
            source.OnReady(ready.Ready, runHere: othersPoll);
            Interlocked.Increment(ref _polling);
        }
    }
}
