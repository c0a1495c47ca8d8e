using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Native;

/// <summary>Linux: being told of changes in folders (inotify).</summary>
internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int InotifyInit(int flags);

    [LibraryImport(Library, EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InotifyAddWatch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport(Library, EntryPoint = "inotify_rm_watch", SetLastError = true)]
    internal static partial int InotifyRemoveWatch(SafeFileHandle inotify, int watch);
}
