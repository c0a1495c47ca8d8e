using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What .NET cannot do with files: times to the nanosecond, also of links, and a thread's own priority.</summary>
internal static partial class NativeFile
{
    /// <summary>The error number of a full disk, the same on Linux and macOS.</summary>
    internal const int NoSpace = 28;

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

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int folder, string path, [In] Time[] accessAndModification, int flags);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int priority);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(long Seconds, long Nanoseconds);
}
