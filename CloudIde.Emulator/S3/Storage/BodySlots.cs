using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// A file of slots of one size for small bodies. Making, opening and removing a file of its own costs a small body many times what
/// its bytes do, most of it inside the file system.
/// </summary>
/// <remarks>
/// A slot is given out again once the journal says that its body has gone and nobody reads it any more, so a kill at any
/// moment finds in every slot that the journal mentions the bytes that it mentions.
/// </remarks>
/// <param name="path">The file; it may be missing.</param>
/// <param name="slotBytes">The size of a slot in bytes.</param>
internal sealed class BodySlots(string path, int slotBytes) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<long> _free = new();
    private SafeFileHandle? _file;
    private long _count;

    /// <summary>The size of a slot in bytes.</summary>
    public int SlotBytes => slotBytes;

    /// <summary>The file, opened when it is first wanted.</summary>
    public SafeFileHandle File
    {
        get
        {
            if (Volatile.Read(ref _file) is { } file)
            {
                return file;
            }

            lock (_lock)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return _file ??= System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
        }
    }

    /// <summary>Takes a slot that nobody has.</summary>
    /// <returns>Its number, from 0.</returns>
    public long Take()
    {
        lock (_lock)
        {
            return _free.TryPop(out var slot) ? slot : _count++;
        }
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="slot">Its number.</param>
    public void Return(long slot)
    {
        lock (_lock)
        {
            _free.Push(slot);
        }
    }

    /// <summary>Learns at start which slots are taken.</summary>
    /// <param name="taken">Those that the journal mentions.</param>
    /// <param name="reuseOthers">Whether the others may be given out; they may hold what somebody wants to rescue.</param>
    public void Restore(HashSet<long> taken, bool reuseOthers)
    {
        lock (_lock)
        {
            var inFile = System.IO.File.Exists(path) ? (new FileInfo(path).Length + slotBytes - 1) / slotBytes : 0;
            _count = taken.Count == 0 ? 0 : taken.Max() + 1;
            if (!reuseOthers)
            {
                _count = Math.Max(_count, inFile);
                return;
            }

            // Highest first, so that the lowest are given out first and the file's end stays free.
            for (var slot = _count - 1; slot >= 0; slot--)
            {
                if (!taken.Contains(slot))
                {
                    _free.Push(slot);
                }
            }

            if (inFile > _count)
            {
                RandomAccess.SetLength(File, _count * slotBytes);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
