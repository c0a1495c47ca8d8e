namespace CloudIde.Worker.Workspaces.Snapshots.Saving;

/// <summary>What a save writes, and which packs that makes superfluous. Decides only; nothing is read or written.</summary>
internal sealed class SavePlan
{
    // Below this, cached files are not worth a pack: a restore gets them one by one quickly enough.
    private const int CachedFiles = 32;
    private const long CachedBytes = 1 << 20;

    // A pack that holds mostly what is no longer there is replaced, unless it is too small to matter.
    private const long WorthCleaning = 1 << 20;

    private readonly SnapshotIndex _index;
    private readonly Dictionary<string, SnapshotItem> _items;
    private readonly List<SnapshotItem> _writes = [];
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly List<string> _dead = [];
    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);
    private HashSet<string>? _foldersInUse;

    private SavePlan(SnapshotIndex index, Dictionary<string, SnapshotItem> items)
    {
        _index = index;
        _items = items;
    }

    /// <summary>What is written, in the order of the items.</summary>
    internal IReadOnlyList<SnapshotItem> Writes => _writes;

    /// <summary>What the snapshot holds and must not any longer.</summary>
    internal IReadOnlyList<string> Dead => _dead;

    /// <summary>Packs from this sequence on are replaced by what is written.</summary>
    internal int ReplacedFrom { get; private set; }

    /// <summary>Plans a save.</summary>
    /// <param name="index">What the snapshot holds.</param>
    /// <param name="items">What it should hold.</param>
    /// <param name="includeCached">Whether copies of S3 objects are worth a pack of their own.</param>
    /// <param name="everything">Whether what the packs hold is not known, so that all are replaced.</param>
    /// <param name="isUnknown">Whether it is not known what is at a path: what the snapshot has of it stays.</param>
    /// <returns>The plan, or null when there is nothing to do.</returns>
    internal static SavePlan? Make(SnapshotIndex index, IReadOnlyCollection<SnapshotItem> items, bool includeCached, bool everything, Func<string, bool> isUnknown)
    {
        var plan = new SavePlan(index, ByPath(items));
        if (!plan.Compare(items, includeCached || everything, everything, isUnknown))
        {
            return null;
        }

        plan.ReplacedFrom = everything ? 0 : plan.ChooseReplaced();
        plan.MoveFromReplaced(items);
        return plan;
    }

    /// <summary>
    /// The paths that stand for all dead ones: where nothing is left of a folder, the folder alone, so that the end of
    /// node_modules is one deletion and not thirty thousand.
    /// </summary>
    /// <returns>Paths, each of which is gone with all below it.</returns>
    internal HashSet<string> Deletions()
    {
        var deletions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in _dead)
        {
            var topmost = path;
            foreach (var above in SnapshotPath.Above(path))
            {
                // A file or link in its place is written by this save or a later one; a folder's own entry may be in an old pack.
                if (FoldersInUse.Contains(above) || (_items.TryGetValue(above, out var item) && item.State.Kind == SnapshotKind.Folder))
                {
                    break;
                }

                topmost = above;
            }

            deletions.Add(topmost);
        }

        return deletions;
    }

    private HashSet<string> FoldersInUse
    {
        get
        {
            if (_foldersInUse is null)
            {
                _foldersInUse = new HashSet<string>(StringComparer.Ordinal);
                foreach (var path in _items.Keys.Concat(_unseen))
                {
                    // Where a folder is known, those above it are too.
                    foreach (var above in SnapshotPath.Above(path))
                    {
                        if (!_foldersInUse.Add(above))
                        {
                            break;
                        }
                    }
                }
            }

            return _foldersInUse;
        }
    }

    private static Dictionary<string, SnapshotItem> ByPath(IReadOnlyCollection<SnapshotItem> items)
    {
        var byPath = new Dictionary<string, SnapshotItem>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (SnapshotPath.Validate(item.Path) is { } problem)
            {
                throw new ArgumentException($"The item \"{item.Path}\" cannot be in a snapshot. {problem}", nameof(items));
            }

            byPath[item.Path] = item;
        }

        return byPath;
    }

    /// <summary>Finds what differs.</summary>
    /// <returns>Whether that is worth a save.</returns>
    private bool Compare(IReadOnlyCollection<SnapshotItem> items, bool includeCached, bool everything, Func<string, bool> isUnknown)
    {
        var needed = everything;
        var (cachedFiles, cachedBytes) = (0, 0L);
        foreach (var item in items)
        {
            var isKnown = _index.Entries.TryGetValue(item.Path, out var known);
            if (isKnown && known.State == item.State && known.ETag == item.ETag)
            {
                continue;
            }

            // What was only here and is an object now must be overruled too, or it would come back as what is only here.
            var required = item.ETag is null || (isKnown && known.ETag is null);
            needed |= required;
            (cachedFiles, cachedBytes) = required ? (cachedFiles, cachedBytes) : (cachedFiles + 1, cachedBytes + item.State.Size);
            if (required || includeCached)
            {
                Write(item);
            }
        }

        _unseen.UnionWith(_index.Entries.Keys.Where(path => !_items.ContainsKey(path) && isUnknown(path)));
        foreach (var (path, entry) in _index.Entries)
        {
            // A folder's entry stays until nothing is left in the folder: a deletion would hide what older packs hold of it.
            if (_items.ContainsKey(path) || _unseen.Contains(path) || (entry.State.Kind == SnapshotKind.Folder && FoldersInUse.Contains(path)))
            {
                continue;
            }

            _dead.Add(path);
            needed |= entry.ETag is null;
            cachedFiles += entry.ETag is null ? 0 : 1;
        }

        return needed || (includeCached && (cachedFiles >= CachedFiles || cachedBytes >= CachedBytes));
    }

    /// <summary>
    /// Packs are replaced from the newest on while all that comes after one, together, is as large as it: so each has more than
    /// all newer ones, and there are no more of them than the logarithm of what there is. What that rewrites is paid for by
    /// what was written before.
    /// </summary>
    /// <remarks>Always the newest ones without a gap: an old deletion that moves to the new pack must not hide a newer entry.</remarks>
    private int ChooseReplaced()
    {
        var packs = _index.Manifest.Packs;
        var live = LiveWeights();
        var after = _writes.Sum(Weight) + (_dead.Count * 64L);
        var from = int.MaxValue;
        for (var i = packs.Count - 1; i >= 0 && after >= packs[i].Weight; i--)
        {
            after += packs[i].Weight;
            from = packs[i].Sequence;
        }

        var stale = packs.FirstOrDefault(pack => IsStale(pack.Weight, live.GetValueOrDefault(pack.Sequence)));
        from = Math.Min(from, stale?.Sequence ?? int.MaxValue);

        // What cannot be read now cannot move to a new pack either.
        var lastUnseen = _unseen.Select(path => _index.Entries[path].Sequence).DefaultIfEmpty(0).Max();
        return Math.Max(from, lastUnseen + 1) is var first && packs.Any(pack => pack.Sequence >= first) ? first : int.MaxValue;
    }

    private static bool IsStale(long weight, long live) => live == 0 || (weight >= WorthCleaning && live < weight / 2);

    private Dictionary<int, long> LiveWeights()
    {
        var weights = new Dictionary<int, long>();
        foreach (var (path, entry) in _index.Entries)
        {
            if (_items.TryGetValue(path, out var item) && !_written.Contains(path))
            {
                weights[entry.Sequence] = weights.GetValueOrDefault(entry.Sequence) + Weight(item);
            }
            else if (_unseen.Contains(path))
            {
                weights[entry.Sequence] = weights.GetValueOrDefault(entry.Sequence) + entry.State.Size + 1024;
            }
        }

        return weights;
    }

    private void MoveFromReplaced(IReadOnlyCollection<SnapshotItem> items)
    {
        if (ReplacedFrom == int.MaxValue)
        {
            return;
        }

        foreach (var item in items)
        {
            if (_index.Entries.TryGetValue(item.Path, out var entry) && entry.Sequence >= ReplacedFrom)
            {
                Write(item);
            }
        }
    }

    private void Write(SnapshotItem item)
    {
        if (_written.Add(item.Path))
        {
            _writes.Add(item);
        }
    }

    private static long Weight(SnapshotItem item) => item.State.Size + 1024;
}
