using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Logs;

/// <summary>All groups, kept under one directory and read when first used.</summary>
internal sealed class LogStore
{
    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly Lazy<ConcurrentDictionary<string, LogGroup>> _groups;
    private readonly Lock _lock = new();
    private long _sequence;

    /// <summary>Creates the store.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="time">The clock.</param>
    public LogStore(string root, TimeProvider time)
    {
        _root = root;
        _time = time;
        _groups = new Lazy<ConcurrentDictionary<string, LogGroup>>(Load);
    }

    /// <summary>The groups, in no order.</summary>
    public IEnumerable<LogGroup> Groups => _groups.Value.Values;

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Finds a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="group">The group.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out LogGroup? group) => _groups.Value.TryGetValue(name, out group);

    /// <summary>Creates a group.</summary>
    /// <param name="state">The group.</param>
    /// <returns>Whether it was created; false when there is one of that name.</returns>
    public bool TryCreate(LogGroupState state)
    {
        lock (_lock)
        {
            if (_groups.Value.ContainsKey(state.Name))
            {
                return false;
            }

            StateFile.CreatePrivateDirectory(_root);
            _groups.Value[state.Name] = LogGroup.Create(_root, state);
            return true;
        }
    }

    /// <summary>Deletes a group.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryDelete(string name)
    {
        lock (_lock)
        {
            if (!_groups.Value.TryRemove(name, out var group))
            {
                return false;
            }

            group.Delete();
            return true;
        }
    }

    /// <summary>Stores events.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="events">The events.</param>
    public void Append(LogStream stream, IReadOnlyList<LogEvent> events) => stream.Append(events, Now, NextSequence);

    // Taken from the clock rather than from a stored counter, so that it rises over restarts as well.
    private long NextSequence()
    {
        while (true)
        {
            var last = Interlocked.Read(ref _sequence);
            var next = Math.Max(last + 1, _time.GetUtcNow().UtcTicks);
            if (Interlocked.CompareExchange(ref _sequence, next, last) == last)
            {
                return next;
            }
        }
    }

    private ConcurrentDictionary<string, LogGroup> Load()
    {
        var groups = new ConcurrentDictionary<string, LogGroup>(StringComparer.Ordinal);
        if (!Directory.Exists(_root))
        {
            return groups;
        }

        foreach (var directory in Directory.EnumerateDirectories(_root))
        {
            if (LogGroup.Open(directory) is { } group)
            {
                groups[group.State.Name] = group;
            }
        }

        return groups;
    }
}
