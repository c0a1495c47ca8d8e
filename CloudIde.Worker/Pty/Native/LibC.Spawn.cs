using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Native;

/// <summary>posix_spawn and its two opaque structures, which callers keep in buffers of <see cref="OpaqueSize"/> bytes.</summary>
internal static unsafe partial class LibC
{
    /// <summary>
    /// Room for posix_spawnattr_t (336 bytes on glibc and musl, a pointer on macOS), posix_spawn_file_actions_t
    /// (80 bytes, a pointer) or sigset_t (128 bytes, 4).
    /// </summary>
    internal const int OpaqueSize = 512;

    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    internal static partial int PosixSpawn(
        int* pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static partial int AttributesInit(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int AttributesDestroy(byte* attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int AttributesSetSignalDefault(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int AttributesSetSignalMask(byte* attributes, byte* signals);

    [LibraryImport(Library, EntryPoint = "sigfillset", SetLastError = true)]
    internal static partial int SignalsFill(byte* signals);

    [LibraryImport(Library, EntryPoint = "sigemptyset", SetLastError = true)]
    internal static partial int SignalsEmpty(byte* signals);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int ActionsInit(byte* actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int ActionsDestroy(byte* actions);

    /// <summary>The mode is 16 bits on macOS and 32 elsewhere; as it is 0, both read it right.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static partial int ActionsAddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int ActionsAddDup2(byte* actions, int descriptor, int target);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    internal static partial int ActionsAddClose(byte* actions, int descriptor);

    /// <summary>glibc 2.29, musl 1.1.24, macOS 10.15.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static partial int ActionsAddChangeDirectory(byte* actions, byte* path);

    /// <summary>
    /// glibc 2.34; absent on musl and macOS, where calling it throws <see cref="EntryPointNotFoundException"/>.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static partial int ActionsAddCloseFrom(byte* actions, int from);
}
