using System.Diagnostics.CodeAnalysis;

namespace CloudIde.Emulator.Sqs;

/// <summary>What a FIFO queue remembers for five minutes, by a key that a client may repeat.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
internal sealed class DeduplicationWindow<T>
{
    private readonly Dictionary<string, (T Value, long At)> _entries = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long At)> _order = new();

    /// <summary>Everything remembered: key, value and the time it was first seen, Unix milliseconds.</summary>
    public IEnumerable<(string Key, T Value, long At)> Entries => _entries.Select(entry => (entry.Key, entry.Value.Value, entry.Value.At));

    /// <summary>Finds what a key was first used for.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="value">What is remembered.</param>
    /// <returns>Whether the key was used in the last five minutes.</returns>
    public bool TryGet(string key, long now, [MaybeNullWhen(false)] out T value)
    {
        Forget(now);
        var found = _entries.TryGetValue(key, out var entry);
        value = entry.Value;
        return found;
    }

    /// <summary>Remembers a key's use.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">What to remember.</param>
    /// <param name="at">When, Unix milliseconds.</param>
    public void Add(string key, T value, long at)
    {
        _entries[key] = (value, at);
        _order.Enqueue((key, at));
    }

    /// <summary>Forgets what is older than five minutes.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Forget(long now)
    {
        while (_order.TryPeek(out var oldest) && oldest.At + SqsLimits.DeduplicationMilliseconds <= now)
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var entry) && entry.At == oldest.At)
            {
                _entries.Remove(oldest.Key);
            }
        }
    }
}
