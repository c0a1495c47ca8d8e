namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// A bucket's objects in the order of their keys: sorted blocks of a few hundred entries in a sorted list. A change
/// moves one block's tail, and a listing can begin anywhere. It is not safe for concurrent use.
/// </summary>
internal sealed class ObjectIndex
{
    private const int BlockCapacity = 512;

    private readonly List<List<ObjectEntry>> _blocks = [];

    /// <summary>How many objects there are.</summary>
    public int Count { get; private set; }

    /// <summary>Every object in order.</summary>
    public IEnumerable<ObjectEntry> All => _blocks.SelectMany(block => block);

    /// <summary>Finds an object.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object, or null.</returns>
    public ObjectEntry? Find(string key)
    {
        var position = Seek(key, SeekMode.AtOrAfter);
        return At(position) is { } entry && entry.Key == key ? entry : null;
    }

    /// <summary>Adds or replaces an object.</summary>
    /// <param name="entry">The object.</param>
    /// <returns>The object that it replaces, or null.</returns>
    public ObjectEntry? Set(ObjectEntry entry)
    {
        if (_blocks.Count == 0)
        {
            _blocks.Add([entry]);
            Count = 1;
            return null;
        }

        var (block, offset) = Seek(entry.Key, SeekMode.AtOrAfter);
        if (block == _blocks.Count)
        {
            block--;
            offset = _blocks[block].Count;
        }

        var entries = _blocks[block];
        if (offset < entries.Count && entries[offset].Key == entry.Key)
        {
            var replaced = entries[offset];
            entries[offset] = entry;
            return replaced;
        }

        entries.Insert(offset, entry);
        Count++;
        if (entries.Count > BlockCapacity)
        {
            // Keys often arrive in order: a block that grew at its end stays nearly full.
            var keep = offset == entries.Count - 1 ? BlockCapacity : BlockCapacity / 2;
            _blocks.Insert(block + 1, entries[keep..]);
            entries.RemoveRange(keep, entries.Count - keep);
        }

        return null;
    }

    /// <summary>Removes an object.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object that was removed, or null.</returns>
    public ObjectEntry? Remove(string key)
    {
        var position = Seek(key, SeekMode.AtOrAfter);
        if (At(position) is not { } entry || entry.Key != key)
        {
            return null;
        }

        var entries = _blocks[position.Block];
        entries.RemoveAt(position.Offset);
        if (entries.Count == 0)
        {
            _blocks.RemoveAt(position.Block);
        }

        Count--;
        return entry;
    }

    /// <summary>Finds where a listing begins.</summary>
    /// <param name="bound">The bound.</param>
    /// <param name="mode">Where to begin, seen from the bound.</param>
    /// <returns>The position; the end when there is nothing.</returns>
    public (int Block, int Offset) Seek(string bound, SeekMode mode)
    {
        var low = 0;
        var high = _blocks.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (IsBefore(_blocks[middle][^1].Key, bound, mode))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low == _blocks.Count)
        {
            return (low, 0);
        }

        var entries = _blocks[low];
        var first = 0;
        var last = entries.Count;
        while (first < last)
        {
            var middle = (first + last) >>> 1;
            if (IsBefore(entries[middle].Key, bound, mode))
            {
                first = middle + 1;
            }
            else
            {
                last = middle;
            }
        }

        return (low, first);
    }

    /// <summary>The object at a position.</summary>
    /// <param name="position">The position.</param>
    /// <returns>The object, or null at the end.</returns>
    public ObjectEntry? At((int Block, int Offset) position) =>
        position.Block < _blocks.Count ? _blocks[position.Block][position.Offset] : null;

    /// <summary>The position behind another.</summary>
    /// <param name="position">A position that is not the end.</param>
    /// <returns>The next one.</returns>
    public (int Block, int Offset) Next((int Block, int Offset) position) =>
        position.Offset + 1 < _blocks[position.Block].Count ? (position.Block, position.Offset + 1) : (position.Block + 1, 0);

    private static bool IsBefore(string key, string bound, SeekMode mode) => mode switch
    {
        SeekMode.AtOrAfter => KeyOrder.Compare(key, bound) < 0,
        SeekMode.After => KeyOrder.Compare(key, bound) <= 0,
        _ => KeyOrder.Compare(key, bound) < 0 || key.StartsWith(bound, StringComparison.Ordinal),
    };
}
