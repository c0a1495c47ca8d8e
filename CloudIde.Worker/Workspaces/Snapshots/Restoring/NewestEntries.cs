namespace CloudIde.Worker.Workspaces.Snapshots.Restoring;

/// <summary>
/// Which entries count, when the packs are read from the newest to the oldest: the first of each path, unless something newer
/// is in its way or says that it is gone. Two entries of one pack that are in each other's way are no worker's work.
/// </summary>
internal sealed class NewestEntries
{
    private readonly Dictionary<string, (int Sequence, bool IsFolder)> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly List<string> _goneFromOlder = [];
    private int _sequence;

    /// <summary>Goes to a pack; its deletions count from the next one on.</summary>
    /// <param name="sequence">The pack's.</param>
    internal void BeginPack(int sequence)
    {
        _sequence = sequence;
        _gone.UnionWith(_goneFromOlder);
        _goneFromOlder.Clear();
    }

    /// <summary>Notes a deletion.</summary>
    /// <param name="path">What is gone, with all below it.</param>
    internal void Delete(string path) => _goneFromOlder.Add(path);

    /// <summary>Decides about an entry.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="problem">Why it is refused, or null when it is only overruled.</param>
    /// <returns>Whether it counts.</returns>
    internal bool TryTake(string path, SnapshotKind kind, out string? problem)
    {
        problem = null;
        if (_gone.Contains(path))
        {
            return false;
        }

        foreach (var above in SnapshotPath.Above(path))
        {
            if (_gone.Contains(above))
            {
                return false;
            }

            if (_entries.TryGetValue(above, out var entry) && !entry.IsFolder)
            {
                problem = entry.Sequence == _sequence ? "It lies below a file or link of the same archive." : null;
                return false;
            }
        }

        if (kind != SnapshotKind.Folder && _folders.TryGetValue(path, out var folder))
        {
            problem = folder == _sequence ? "Other entries of the same archive lie below it, as if it were a folder." : null;
            return false;
        }

        if (!_entries.TryAdd(path, (_sequence, kind == SnapshotKind.Folder)))
        {
            problem = _entries[path].Sequence == _sequence ? "It is in the same archive twice." : null;
            return false;
        }

        foreach (var above in SnapshotPath.Above(path))
        {
            if (!_folders.TryAdd(above, _sequence))
            {
                break;
            }
        }

        return true;
    }
}
