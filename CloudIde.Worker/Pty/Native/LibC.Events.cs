using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Native;

/// <summary>Waiting for many descriptors at once, and Linux system calls that the C library does not wrap everywhere.</summary>
internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(SafeFileHandle epoll, int operation, int descriptor, byte* happening);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(SafeFileHandle epoll, byte* happenings, int count, int timeoutMilliseconds);

    [LibraryImport(Library, EntryPoint = "kqueue", SetLastError = true)]
    internal static partial int Kqueue();

    [LibraryImport(Library, EntryPoint = "kevent", SetLastError = true)]
    internal static partial int Kevent(
        SafeFileHandle queue, KqueueEvent* changes, int changeCount, KqueueEvent* happenings, int count, void* timeout);

    [LibraryImport(Library, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    /// <summary>Linux only. Its variadic arguments travel in registers there, on x64 and arm64 alike.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(nint number, nint argument1, nint argument2, nint argument3, nint argument4);

    /// <summary>The same with a fifth argument.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(
        nint number, nint argument1, nint argument2, nint argument3, nint argument4, nint argument5);

    /// <summary>macOS: fills a buffer with all process ids.</summary>
    /// <returns>How many there are.</returns>
    [LibraryImport(Library, EntryPoint = "proc_listallpids", SetLastError = true)]
    internal static partial int ListAllPids(int* buffer, int byteCount);

    /// <summary>macOS: facts about one process.</summary>
    /// <returns>The bytes filled.</returns>
    [LibraryImport(Library, EntryPoint = "proc_pidinfo", SetLastError = true)]
    internal static partial int PidInfo(int pid, int flavor, ulong argument, byte* buffer, int byteCount);
}
