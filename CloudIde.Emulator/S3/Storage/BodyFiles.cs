using System.Globalization;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// The files that hold bodies, named by a running number: no key ever becomes a path. A file counts from the moment
/// the bucket's journal mentions it; one that it does not mention is removed at the next start. Small bodies share files
/// of slots; theirs are the negative numbers.
/// </summary>
internal sealed class BodyFiles : IDisposable
{
    private const int FolderCount = 256;

    /// <summary>The smallest slot, in bytes: a block of most file systems.</summary>
    private const int SmallestSlot = 4096;

    /// <summary>Slots of 4, 8, 16, 32 and 64 KiB: half a slot is wasted at most.</summary>
    private const int SlotSizes = 5;

    private readonly string _directory;
    private readonly bool[] _folderExists = new bool[FolderCount];
    private readonly BodySlots[] _slots;
    private long _lastId;

    /// <summary>Opens the files of a bucket.</summary>
    /// <param name="directory">Their folder; it may be missing.</param>
    public BodyFiles(string directory)
    {
        _directory = directory;
        _slots = [.. Enumerable.Range(0, SlotSizes).Select(size => new BodySlots(
            Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"slots-{(SmallestSlot << size) / 1024}k")), SmallestSlot << size))];
    }

    /// <summary>Makes room for a body.</summary>
    /// <param name="length">The most bytes that will be written.</param>
    /// <returns>The room.</returns>
    public BodyFile Create(long length)
    {
        for (var size = 0; size < SlotSizes; size++)
        {
            if (length <= _slots[size].SlotBytes)
            {
                var slot = _slots[size].Take();
                return new BodyFile(-1 - ((slot * SlotSizes) + size), _slots[size].File, slot * _slots[size].SlotBytes, IsShared: true);
            }
        }

        var id = Interlocked.Increment(ref _lastId);
        var folder = (int)(id % FolderCount);
        if (!_folderExists[folder])
        {
            Directory.CreateDirectory(Path.Combine(_directory, FolderName(folder)));
            _folderExists[folder] = true;
        }

        var file = File.OpenHandle(PathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        return new BodyFile(id, file, 0, IsShared: false);
    }

    /// <summary>Opens a body to read it.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Where it is.</returns>
    public BodyFile Open(long id)
    {
        if (id < 0)
        {
            var (slots, slot) = FindSlot(id);
            return new BodyFile(id, slots.File, slot * slots.SlotBytes, IsShared: true);
        }

        return new BodyFile(id, File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), 0, IsShared: false);
    }

    /// <summary>Deletes a body. One that stays behind is removed at the next start.</summary>
    /// <param name="id">Its number; 0 is no file.</param>
    public void Delete(long id)
    {
        if (id == 0)
        {
            return;
        }

        if (id < 0)
        {
            var (slots, slot) = FindSlot(id);
            slots.Return(slot);
            return;
        }

        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing refers to the file any more; the next start tries again.
        }
    }

    /// <summary>Looks through the folder at start.</summary>
    /// <param name="live">The files that the journal mentions.</param>
    /// <param name="removeOthers">Whether to delete every other file.</param>
    public void Sweep(HashSet<long> live, bool removeOthers)
    {
        _lastId = live.Count == 0 ? 0 : Math.Max(0, live.Max());
        var taken = live.Where(id => id < 0).Select(FindSlot).ToLookup(found => found.Slots, found => found.Slot);
        foreach (var slots in _slots)
        {
            slots.Restore([.. taken[slots]], removeOthers);
        }

        if (!Directory.Exists(_directory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories))
        {
            if (!long.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
                || live.Contains(id))
            {
                continue;
            }

            _lastId = Math.Max(_lastId, id);
            if (removeOthers)
            {
                Delete(id);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slots in _slots)
        {
            slots.Dispose();
        }
    }

    private (BodySlots Slots, long Slot) FindSlot(long id)
    {
        var (slot, size) = Math.DivRem(-1 - id, SlotSizes);
        return (_slots[size], slot);
    }

    private static string FolderName(int folder) => folder.ToString("x2", CultureInfo.InvariantCulture);

    private string PathOf(long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{_directory}{Path.DirectorySeparatorChar}{id % FolderCount:x2}{Path.DirectorySeparatorChar}{id:x16}");
}
