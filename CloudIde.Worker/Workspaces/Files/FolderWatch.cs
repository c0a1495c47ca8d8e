using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Pty.Readiness;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Is told by the kernel which paths below a folder change (inotify), so that a change is noticed at once and nothing has to
/// be looked through for it. Only folders that were added are watched.
/// </summary>
/// <remarks>
/// Not FileSystemWatcher: it watches everything below a folder, and a node_modules would use up what the system allows.
/// </remarks>
internal sealed unsafe class FolderWatch : IDisposable
{
    // linux/inotify.h.
    private const uint Modify = 0x2;
    private const uint Attributes = 0x4;
    private const uint CloseWrite = 0x8;
    private const uint MovedFrom = 0x40;
    private const uint MovedTo = 0x80;
    private const uint Create = 0x100;
    private const uint Delete = 0x200;
    private const uint DeleteSelf = 0x400;
    private const uint MoveSelf = 0x800;
    private const uint Overflow = 0x4000;
    private const uint Ignored = 0x8000;
    private const uint OnlyFolder = 0x01000000;
    private const uint DoNotFollow = 0x02000000;
    private const uint ExcludeUnlinked = 0x04000000;
    private const uint IsFolder = 0x40000000;

    private const uint Wanted = Modify | Attributes | CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf
        | OnlyFolder | DoNotFollow | ExcludeUnlinked;

    // struct inotify_event: wd, mask, cookie, length of the name, then the name padded with zeros.
    private const int HeaderSize = 16;
    private const int BufferSize = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Lock _reading = new();
    private readonly string _root;
    private readonly SafeFileHandle _inotify;
    private readonly ReadinessSource _readiness;
    private readonly Dictionary<int, string> _folders = [];
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private readonly byte[] _buffer = new byte[BufferSize];

    private FolderWatch(string root, SafeFileHandle inotify)
    {
        _root = root;
        _inotify = inotify;
        _readiness = new ReadinessSource(inotify);
    }

    /// <summary>Whether every folder that was added is watched. The system bounds their number (fs.inotify.max_user_watches).</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Begins to watch below a folder; nothing yet.</summary>
    /// <param name="root">The folder.</param>
    /// <returns>The watch, or null where the system has none to give.</returns>
    public static FolderWatch? TryCreate(string root)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = LibC.InotifyInit(PlatformConstants.NonBlocking | PlatformConstants.CloseOnExec);
        return descriptor < 0 ? null : new FolderWatch(root, new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <summary>Watches a folder, not those in it. Call it before the folder is listed.</summary>
    /// <param name="folder">The folder, relative to the root; empty for the root.</param>
    public void Add(string folder)
    {
        lock (_gate)
        {
            var watch = LibC.InotifyAddWatch(_inotify, Path.Combine(_root, folder), Wanted);
            if (watch < 0)
            {
                // Gone or replaced meanwhile, closed to its reader or out of its reach: the folder above tells when that changes.
                // Anything else means that the system has no more watches to give.
                IsComplete &= Marshal.GetLastPInvokeError() is PlatformConstants.NoSuchFile
                    or PlatformConstants.PermissionDenied or PlatformConstants.NotAFolder or PlatformConstants.NameTooLong;
                return;
            }

            // The kernel gives the same number for the same folder, also when it has moved.
            if (_folders.TryGetValue(watch, out var known) && known != folder)
            {
                _watches.Remove(known);
            }

            _folders[watch] = folder;
            _watches[folder] = watch;
        }
    }

    /// <summary>Waits until something may have changed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends then.</returns>
    public ValueTask WaitAsync(CancellationToken cancellationToken) =>
        _readiness.WaitAsync(Interest.Read, static () => true, cancellationToken);

    /// <summary>Takes what the kernel has told.</summary>
    /// <param name="dirty">Gets the paths that changed.</param>
    public void Drain(DirtyPaths dirty)
    {
        // A second caller waits: when it returns, everything from before its call is in the paths.
        lock (_reading)
        {
            while (TakeSome(dirty))
            {
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _readiness.Dispose();
        _inotify.Dispose();
    }

    private bool TakeSome(DirtyPaths dirty)
    {
        nint count;
        fixed (byte* start = _buffer)
        {
            count = LibC.Read(_inotify, start, BufferSize);
        }

        if (count <= 0)
        {
            return false;
        }

        lock (_gate)
        {
            Take(_buffer.AsSpan(0, (int)count), dirty);
        }

        return true;
    }

    private void Take(ReadOnlySpan<byte> events, DirtyPaths dirty)
    {
        while (events.Length >= HeaderSize)
        {
            var watch = Unsafe.ReadUnaligned<int>(in events[0]);
            var mask = Unsafe.ReadUnaligned<uint>(in events[4]);
            var nameLength = (int)Unsafe.ReadUnaligned<uint>(in events[12]);
            var name = Encoding.UTF8.GetString(events.Slice(HeaderSize, nameLength).TrimEnd((byte)0));
            events = events[(HeaderSize + nameLength)..];
            if ((mask & Overflow) != 0)
            {
                dirty.AddAll();
            }
            else if (_folders.TryGetValue(watch, out var folder))
            {
                TakeOne(watch, folder, mask, name, dirty);
            }
        }
    }

    private void TakeOne(int watch, string folder, uint mask, string name, DirtyPaths dirty)
    {
        if ((mask & Ignored) != 0)
        {
            // The kernel has dropped the watch, as after the folder was deleted.
            _folders.Remove(watch);
            if (_watches.TryGetValue(folder, out var current) && current == watch)
            {
                _watches.Remove(folder);
            }

            return;
        }

        if (name.Length == 0)
        {
            if (folder.Length == 0 && (mask & (DeleteSelf | MoveSelf)) != 0)
            {
                dirty.AddAll();
            }

            return;
        }

        var path = folder.Length == 0 ? name : $"{folder}/{name}";
        if ((mask & (MovedFrom | IsFolder)) == (MovedFrom | IsFolder))
        {
            Forget(path);
        }

        // A folder whose permissions changed may have become readable; its files are looked at again with it.
        dirty.Add(path);
    }

    // A folder that moves takes its watches along, under names that are no longer right.
    private void Forget(string moved)
    {
        var below = moved + "/";
        foreach (var (folder, watch) in _watches.Where(entry => entry.Key == moved || entry.Key.StartsWith(below, StringComparison.Ordinal)).ToList())
        {
            _watches.Remove(folder);
            if (_folders.TryGetValue(watch, out var current) && current == folder)
            {
                _folders.Remove(watch);
                _ = LibC.InotifyRemoveWatch(_inotify, watch);
            }
        }
    }
}
