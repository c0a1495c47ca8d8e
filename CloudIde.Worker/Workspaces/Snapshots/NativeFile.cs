using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What .NET cannot do with files: times to the nanosecond, also of links, moves that replace nothing, and a thread's own priority.</summary>
internal static partial class NativeFile
{
    /// <summary>The error number of a full disk, the same on Linux and macOS.</summary>
    internal const int NoSpace = 28;

    // errno.h: these are the same on Linux and macOS.
    private const int NoSuchFile = 2;
    private const int Exists = 17;
    private const int InvalidArgument = 22;

    // ENOSYS and ENOTSUP.
    private static readonly int NoSuchCall = OperatingSystem.IsMacOS() ? 78 : 38;
    private static readonly int NotSupported = OperatingSystem.IsMacOS() ? 45 : 95;

    // linux/falloc.h, and asm/unistd_64.h and its arm64 variant.
    private const int KeepSize = 1;
    private static readonly nint Fallocate = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 47 : 285;

    private const long NanosecondsPerSecond = 1_000_000_000;

    // fcntl.h of Linux and of xnu.
    private static readonly int WorkingDirectory = OperatingSystem.IsMacOS() ? -2 : -100;
    private static readonly int NoFollow = OperatingSystem.IsMacOS() ? 0x20 : 0x100;

    // EDQUOT, the end of a user's quota.
    private static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;

    /// <summary>Whether an error is that of a full disk.</summary>
    /// <param name="exception">The error.</param>
    /// <returns>True when it is.</returns>
    internal static bool IsDiskFull(IOException exception) => exception.HResult == NoSpace || exception.HResult == QuotaExceeded;

    /// <summary>Sets when something was last written; of a symbolic link itself, never of what it points to.</summary>
    /// <param name="fullPath">Its path.</param>
    /// <param name="nanoseconds">Nanoseconds since 1970.</param>
    /// <exception cref="IOException">The system refused.</exception>
    internal static void SetModified(string fullPath, long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, NanosecondsPerSecond, out var rest);
        (seconds, rest) = rest < 0 ? (seconds - 1, rest + NanosecondsPerSecond) : (seconds, rest);
        var time = new Time(seconds, rest);
        if (SetTimes(WorkingDirectory, fullPath, [time, time], NoFollow) != 0)
        {
            throw NativeError.Last("set the file's time");
        }
    }

    /// <summary>Moves an entry to a name that nothing has, in a single step.</summary>
    /// <param name="from">Its path.</param>
    /// <param name="to">The new path, on the same file system.</param>
    /// <returns>False when something is there.</returns>
    /// <exception cref="FileNotFoundException">There is nothing to move, or no folder to move it to.</exception>
    /// <exception cref="IOException">The system refused for another reason.</exception>
    internal static bool TryMove(string from, string to)
    {
        switch (Rename(from, to, OperatingSystem.IsMacOS() ? 4u : 1u))
        {
            case 0:
                return true;
            case Exists:
                return false;
            case NoSuchFile:
                throw new FileNotFoundException($"{Path.GetFileName(from)} is gone, or the folder of {Path.GetFileName(to)}.", from);
            case var error when IsUnknownHere(error):
                // A network file system, say; the look before leaves a moment.
                File.Move(from, to, overwrite: false);
                return true;
            case var error:
                throw NativeError.Of($"move a file to {Path.GetFileName(to)}", error);
        }
    }

    /// <summary>Exchanges two entries in a single step.</summary>
    /// <param name="path">One.</param>
    /// <param name="other">The other, on the same file system.</param>
    /// <returns>False when one of them does not exist, or where the file system cannot do it.</returns>
    /// <exception cref="IOException">The system refused for another reason.</exception>
    internal static bool TryExchange(string path, string other) => Rename(path, other, 2) switch
    {
        0 => true,
        NoSuchFile => false,
        var error when IsUnknownHere(error) => false,
        var error => throw NativeError.Of($"replace {Path.GetFileName(other)}", error),
    };


    /// <summary>Takes the room on the disk that a file will need, where the system can.</summary>
    /// <param name="file">An empty file, open for writing. Its length does not change.</param>
    /// <param name="bytes">How much it will need.</param>
    /// <exception cref="IOException">There is not as much; <see cref="IsDiskFull"/> is then true.</exception>
    internal static void Reserve(SafeFileHandle file, long bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes <= 0)
        {
            return;
        }

        // The C library's own posix_fallocate writes to each block where the file system cannot do it at once.
        var descriptor = file.DangerousGetHandle();
        if (LibC.SystemCall(Fallocate, descriptor, KeepSize, 0, (nint)bytes) != 0 && Marshal.GetLastPInvokeError() is var error
            && (error == NoSpace || error == QuotaExceeded))
        {
            throw NativeError.Of($"reserve {bytes} bytes", error);
        }
    }

    /// <summary>Lowers the calling thread's priority for good. Nothing where threads have no priority of their own.</summary>
    /// <param name="nice">From 0 to 19.</param>
    internal static void LowerThreadPriority(int nice)
    {
        if (OperatingSystem.IsLinux())
        {
            // For Linux, other than for POSIX, process 0 is the calling thread (setpriority(2)).
            _ = SetPriority(0, 0, nice);
        }
    }

    private static bool IsUnknownHere(int error) => error == InvalidArgument || error == NoSuchCall || error == NotSupported;

    // linux/fs.h and sys/stdio.h of xnu number the flags differently, except for the exchange.
    private static int Rename(string from, string to, uint flags)
    {
        var result = OperatingSystem.IsMacOS() ? RenameOnMac(from, to, flags) : RenameOnLinux(WorkingDirectory, from, WorkingDirectory, to, flags);
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnLinux(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnMac(string from, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int folder, string path, [In] Time[] accessAndModification, int flags);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(long Seconds, long Nanoseconds);
}
