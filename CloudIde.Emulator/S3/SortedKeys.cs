namespace CloudIde.Emulator.S3;

/// <summary>
/// Keys in S3's order, that of their UTF-8 bytes, in chunks: adding moves at most a chunk, finding is two binary
/// searches, and a listing can leap over everything below a common prefix.
/// </summary>
internal sealed class SortedKeys
{
    private const int ChunkSize = 512;

    private readonly List<List<string>> _chunks = [];

    /// <summary>How many keys there are.</summary>
    public int Count { get; private set; }

    /// <summary>Compares as UTF-8 bytes do. UTF-16 differs where a surrogate pair meets a character above it.</summary>
    /// <param name="a">A key.</param>
    /// <param name="b">Another key.</param>
    /// <returns>Below zero, zero or above.</returns>
    public static int Compare(string a, string b)
    {
        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length - b.Length;
        }

        return Rank(a[common]) - Rank(b[common]);
    }

    /// <summary>Adds a key that is not there.</summary>
    /// <param name="key">The key.</param>
    public void Add(string key)
    {
        Count++;
        if (_chunks.Count == 0)
        {
            _chunks.Add([key]);
            return;
        }

        var index = Math.Max(0, ChunkOf(key));
        var chunk = _chunks[index];
        var place = chunk.BinarySearch(key, Comparer);
        chunk.Insert(~place, key);
        if (chunk.Count > ChunkSize)
        {
            // Keys mostly arrive in order: keeping the lower chunk full makes better use of it than halves would.
            var keep = index == _chunks.Count - 1 ? ChunkSize * 7 / 8 : ChunkSize / 2;
            _chunks.Insert(index + 1, chunk.GetRange(keep, chunk.Count - keep));
            chunk.RemoveRange(keep, chunk.Count - keep);
        }
    }

    /// <summary>Removes a key that is there.</summary>
    /// <param name="key">The key.</param>
    public void Remove(string key)
    {
        var index = ChunkOf(key);
        var chunk = _chunks[index];
        chunk.RemoveAt(chunk.BinarySearch(key, Comparer));
        Count--;
        if (chunk.Count == 0)
        {
            _chunks.RemoveAt(index);
        }
    }

    /// <summary>The keys from the first on that is greater than one key and not below another.</summary>
    /// <param name="after">Keys up to and including this one are left out; null: none.</param>
    /// <param name="from">Keys before this one are left out.</param>
    /// <returns>The place to read from.</returns>
    public Cursor Seek(string? after, string from)
    {
        var position = First(key => Compare(key, from) >= 0 && (after is null || Compare(key, after) > 0));
        return new Cursor(this, position.Chunk, position.Index);
    }

    /// <summary>The first key that sorts behind everything with a prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>The place to read from.</returns>
    public Cursor SeekBehind(string prefix)
    {
        var position = First(key => Compare(key, prefix) > 0 && !key.StartsWith(prefix, StringComparison.Ordinal));
        return new Cursor(this, position.Chunk, position.Index);
    }

    private static Comparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    private static int Rank(char c) => c switch
    {
        >= '\uE000' => c - 0x800,
        >= '\uD800' => c + 0x2000,
        _ => c,
    };

    /// <summary>The last chunk that begins at or before a key; -1 when the key is before all.</summary>
    private int ChunkOf(string key)
    {
        var low = 0;
        var high = _chunks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(_chunks[middle][0], key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    /// <summary>The first key for which a condition holds that, once true, stays true.</summary>
    private (int Chunk, int Index) First(Func<string, bool> condition)
    {
        var low = 0;
        var high = _chunks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (condition(_chunks[middle][^1]))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        if (low == _chunks.Count)
        {
            return (low, 0);
        }

        var chunk = _chunks[low];
        var first = 0;
        var last = chunk.Count - 1;
        while (first < last)
        {
            var middle = (first + last) / 2;
            if (condition(chunk[middle]))
            {
                last = middle;
            }
            else
            {
                first = middle + 1;
            }
        }

        return (low, first);
    }

    /// <summary>A place among the keys, valid until they change.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="index">The place in it.</param>
    internal struct Cursor(SortedKeys keys, int chunk, int index)
    {
        private int _chunk = chunk;
        private int _index = index;

        /// <summary>The key here, or null at the end.</summary>
        public readonly string? Current => _chunk < keys._chunks.Count ? keys._chunks[_chunk][_index] : null;

        /// <summary>Goes to the next key.</summary>
        public void MoveNext()
        {
            if (++_index >= keys._chunks[_chunk].Count)
            {
                _chunk++;
                _index = 0;
            }
        }
    }
}
