using System.Runtime.InteropServices;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>The system calls behind <see cref="UnixProcess"/>, with the constants that Linux and macOS share.</summary>
internal static unsafe partial class LibC
{
    public const int Sigkill = 9;
    public const int Sigterm = 15;

    // waitid's constants; of WNOWAIT each system has its own.
    public const int WaitKindPid = 1;
    public const int WaitNoHang = 1;
    public const int WaitExited = 4;

    public const short SpawnSetSigDef = 0x04;
    public const short SpawnSetSigMask = 0x08;

    private const string Library = "libc";

    /// <summary>WNOWAIT: look whether a child has ended, and leave it there.</summary>
    public static int WaitNoWait { get; } = OperatingSystem.IsMacOS() ? 0x20 : 0x0100_0000;

    /// <summary>POSIX_SPAWN_SETSID.</summary>
    public static short SpawnSetSid { get; } = (short)(OperatingSystem.IsMacOS() ? 0x0400 : 0x80);

    /// <summary>POSIX_SPAWN_CLOEXEC_DEFAULT, which only macOS has, and which only macOS needs: see <see cref="UnixPipe"/>.</summary>
    public static short SpawnCloseByDefault { get; } = (short)(OperatingSystem.IsMacOS() ? 0x4000 : 0);

    [LibraryImport(Library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int PosixSpawn(out int pid, string path, nint fileActions, nint attributes, byte** argv, byte** envp);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int FileActionsInit(nint actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int FileActionsDestroy(nint actions);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int FileActionsAddDup2(nint actions, int from, int to);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileActionsAddOpen(nint actions, int descriptor, string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileActionsAddChdir(nint actions, string path);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(nint attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(nint attributes);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(nint attributes, short flags);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetSigDefault(nint attributes, nint set);

    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSigMask(nint attributes, nint set);

    [LibraryImport(Library, EntryPoint = "sigfillset")]
    public static partial int SigFillSet(nint set);

    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    public static partial int SigEmptySet(nint set);

    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe2(int* descriptors, int flags);

    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    public static partial int Pipe(int* descriptors);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int descriptor, nuint request);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport(Library, EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int pid, byte* info, int options);
}
