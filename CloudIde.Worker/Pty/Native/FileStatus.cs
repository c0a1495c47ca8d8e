using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace CloudIde.Worker.Pty.Native;

/// <summary>What .NET does not tell about a file on Linux: whose it is and what it takes on the disk.</summary>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
/// <param name="Mode">Kind and permissions.</param>
/// <param name="Links">How many names the file has.</param>
/// <param name="Inode">Its number on its file system.</param>
/// <param name="AllocatedBytes">What it takes; less than its length where it has holes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedNanoseconds">When it was written, as programs may set it, in nanoseconds since 1970.</param>
/// <param name="ChangedNanoseconds">When it or its attributes changed, which no program can set, in nanoseconds since 1970.</param>
internal readonly record struct FileStatus(
    uint User, uint Group, ushort Mode, uint Links, ulong Inode, long AllocatedBytes, long Size, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    // statx and not stat: its structure is the same on every architecture (linux/stat.h).
    private const int StructSize = 256;
    private const int WorkingDirectory = -100;
    private const int NoFollow = 0x100;
    private const int BasicStats = 0x7FF;
    private const int BlockSize = 512;
    private const int KindMask = 0xF000;
    private const int DirectoryKind = 0x4000;
    private const int RegularKind = 0x8000;
    private const int LinkKind = 0xA000;

    private static readonly nint Statx = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 291 : 332;

    internal bool IsDirectory => (Mode & KindMask) == DirectoryKind;

    internal bool IsLink => (Mode & KindMask) == LinkKind;

    internal bool IsRegular => (Mode & KindMask) == RegularKind;

    /// <summary>Looks at a path itself, not at what a symbolic link there points to.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its status, or null when there is nothing or it cannot be looked at.</returns>
    internal static FileStatus? Of(string path) => Of(path, NoFollow, out _);

    /// <summary>Looks at a path itself, not at what a symbolic link there points to.</summary>
    /// <param name="path">The path.</param>
    /// <param name="error">The system's error number where it cannot be looked at, otherwise 0.</param>
    /// <returns>Its status, or null when there is nothing or it cannot be looked at.</returns>
    internal static FileStatus? Of(string path, out int error) => Of(path, NoFollow, out error);

    /// <summary>Looks at what a path leads to.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its status, or null when there is nothing or it cannot be looked at.</returns>
    internal static FileStatus? OfTarget(string path) => Of(path, 0, out _);

    private static unsafe FileStatus? Of(string path, int flags, out int error)
    {
        error = 0;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var status = stackalloc byte[StructSize];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (LibC.SystemCall(Statx, WorkingDirectory, (nint)name, flags, BasicStats, (nint)status) != 0)
            {
                error = Marshal.GetLastPInvokeError();
                return null;
            }
        }

        var bytes = new ReadOnlySpan<byte>(status, StructSize);
        return new FileStatus(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]) * BlockSize,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            TimeAt(bytes[112..]),
            TimeAt(bytes[96..]));
    }

    // struct statx_timestamp: seconds, then nanoseconds.
    private static long TimeAt(ReadOnlySpan<byte> time) =>
        (BinaryPrimitives.ReadInt64LittleEndian(time) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(time[8..]);
}
