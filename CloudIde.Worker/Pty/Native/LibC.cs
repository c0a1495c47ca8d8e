using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Native;

/// <summary>
/// The functions of the C library that a terminal needs, by their own names. The runtime maps <c>libc</c> to the
/// library in use (glibc, musl or libSystem). What differs between systems is in <see cref="PlatformConstants"/>.
/// </summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "posix_openpt", SetLastError = true)]
    internal static partial int PosixOpenPt(int flags);

    [LibraryImport(Library, EntryPoint = "grantpt", SetLastError = true)]
    internal static partial int GrantPt(SafeFileHandle master);

    [LibraryImport(Library, EntryPoint = "unlockpt", SetLastError = true)]
    internal static partial int UnlockPt(SafeFileHandle master);

    /// <summary>Unlike ptsname it is safe with threads; on macOS since 10.13.4.</summary>
    [LibraryImport(Library, EntryPoint = "ptsname_r", SetLastError = true)]
    internal static partial int PtsName(SafeFileHandle master, byte* buffer, nuint length);

    /// <summary>Without O_CREAT, open takes no variadic argument, so two fixed ones are right on every ABI.</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    internal static partial int FChown(SafeFileHandle file, uint owner, uint group);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    internal static partial int TcGetAttr(SafeFileHandle terminal, byte* termios);

    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    internal static partial int TcSetAttr(SafeFileHandle terminal, int actions, byte* termios);

    [LibraryImport(Library, EntryPoint = "tcgetpgrp", SetLastError = true)]
    internal static partial int TcGetPGrp(SafeFileHandle terminal);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    internal static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport(Library, EntryPoint = "getsid", SetLastError = true)]
    internal static partial int GetSid(int pid);

    [LibraryImport(Library, EntryPoint = "getegid")]
    internal static partial uint GetEGid();

    [LibraryImport(Library, EntryPoint = "geteuid")]
    internal static partial uint GetEUid();

    /// <summary>Linux: the user id that this *thread*'s file system calls count as.</summary>
    /// <returns>The one before; a second call is the only way to see whether the first one worked.</returns>
    [LibraryImport(Library, EntryPoint = "setfsuid")]
    internal static partial int SetFsUid(uint user);

    /// <summary>Linux: the group id that this *thread*'s file system calls count as.</summary>
    /// <returns>The one before.</returns>
    [LibraryImport(Library, EntryPoint = "setfsgid")]
    internal static partial int SetFsGid(uint group);

    [LibraryImport(Library, EntryPoint = "getgroups", SetLastError = true)]
    internal static partial int GetGroups(int count, uint* groups);

    /// <summary>Changes a path's owner; of a symbolic link itself, never of what it points to.</summary>
    [LibraryImport(Library, EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LChown(string path, uint owner, uint group);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    /// <summary>Sets a terminal's size.</summary>
    /// <returns>0, or -1 with the error set.</returns>
    internal static int SetWindowSize(SafeFileHandle terminal, WindowSize* size) =>
        AppleArm64
            ? IoctlOnStack(terminal, PlatformConstants.SetWindowSize, 0, 0, 0, 0, 0, 0, size)
            : Ioctl(terminal, PlatformConstants.SetWindowSize, size);

    /// <summary>Linux 4.13: opens the slave side of a terminal by its master (TIOCGPTPEER, asm-generic/ioctls.h).</summary>
    /// <returns>The descriptor, or -1 with the error set.</returns>
    internal static int OpenPeer(SafeFileHandle master, int flags) => Ioctl(master, 0x5441, (void*)flags);

    /// <summary>Linux: reads the flags of a file or folder (FS_IOC_GETFLAGS, linux/fs.h).</summary>
    /// <returns>0, or -1 with the error set, as where the file system has none.</returns>
    internal static int GetFileFlags(SafeFileHandle file, int* flags) => Ioctl(file, 0x80086601, flags);

    /// <summary>Linux: sets the flags of a file or folder (FS_IOC_SETFLAGS, linux/fs.h).</summary>
    /// <returns>0, or -1 with the error set.</returns>
    internal static int SetFileFlags(SafeFileHandle file, int* flags) => Ioctl(file, 0x40086602, flags);

    /// <summary>fcntl with a whole-number argument.</summary>
    /// <returns>The result, or -1 with the error set.</returns>
    internal static int FileControl(SafeFileHandle file, int command, nint argument) =>
        AppleArm64
            ? FcntlOnStack(file, command, 0, 0, 0, 0, 0, 0, argument)
            : Fcntl(file, command, argument);

    // ioctl and fcntl are variadic. Apple's arm64 ABI passes variadic arguments on the stack, where all others use
    // registers first; six unused register arguments push ours to the stack. (The runtime cannot declare varargs here.)
    private static bool AppleArm64 { get; } =
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(SafeFileHandle file, nuint request, void* argument);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoctlOnStack(
        SafeFileHandle file, nuint request, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, void* argument);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeFileHandle file, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlOnStack(
        SafeFileHandle file, int command, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint argument);
}
