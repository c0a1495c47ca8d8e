using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>The state of one entry on disk. Two that are equal hold the same: each write changes <paramref name="ChangedNanoseconds"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedNanoseconds">When it was written, as programs may set it, in nanoseconds since 1970.</param>
/// <param name="ChangedNanoseconds">When it or its attributes changed, which no program can set; 0 where the system does not tell.</param>
/// <param name="Inode">Its number on the file system; 0 where the system does not tell.</param>
/// <param name="Mode">The permission bits, from 0 to 0xFFF.</param>
internal readonly record struct SnapshotState(
    SnapshotKind Kind, long Size, long ModifiedNanoseconds, long ChangedNanoseconds, ulong Inode, int Mode)
{
    private const int PermissionMask = 0xFFF;
    private const int NanosecondsPerTick = 100;

    /// <summary>Looks at a path itself, not at what a symbolic link there points to.</summary>
    /// <param name="fullPath">The path.</param>
    /// <returns>Its state; null when there is nothing, it cannot be looked at, or it is a pipe, a device or the like.</returns>
    internal static SnapshotState? Of(string fullPath) => Of(fullPath, out _);

    /// <summary>Looks at a path itself, not at what a symbolic link there points to.</summary>
    /// <param name="fullPath">The path.</param>
    /// <param name="error">The system's error number where it cannot be looked at; 0 otherwise, and where the system does not tell.</param>
    /// <returns>Its state; null when there is nothing, it cannot be looked at, or it is a pipe, a device or the like.</returns>
    internal static SnapshotState? Of(string fullPath, out int error)
    {
        if (!OperatingSystem.IsLinux())
        {
            error = 0;
            return OfPortable(fullPath);
        }

        if (FileStatus.Of(fullPath, out error) is not { } status)
        {
            return null;
        }

        SnapshotKind? kind = status switch
        {
            { IsRegular: true } => SnapshotKind.File,
            { IsDirectory: true } => SnapshotKind.Folder,
            { IsLink: true } => SnapshotKind.Link,
            _ => null,
        };
        return kind is { } known
            ? new SnapshotState(
                known,
                known == SnapshotKind.File ? status.Size : 0,
                status.ModifiedNanoseconds,
                status.ChangedNanoseconds,
                status.Inode,
                status.Mode & PermissionMask)
            : null;
    }

    /// <summary>A state that equals none on disk, for what is in the archive but not, or not as it is there, on disk.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <returns>The state.</returns>
    internal static SnapshotState Unknown(SnapshotKind kind, long size) => new(kind, size, long.MinValue, long.MinValue, 0, 0);

    private static SnapshotState? OfPortable(string fullPath)
    {
        FileSystemInfo info = Directory.Exists(fullPath) ? new DirectoryInfo(fullPath) : new FileInfo(fullPath);
        var kind = info.LinkTarget is not null ? SnapshotKind.Link : info is DirectoryInfo ? SnapshotKind.Folder : SnapshotKind.File;
        return info.Exists || kind == SnapshotKind.Link
            ? new SnapshotState(
                kind,
                kind == SnapshotKind.File ? ((FileInfo)info).Length : 0,
                (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick,
                0,
                0,
                OperatingSystem.IsWindows() ? 0 : (int)info.UnixFileMode & PermissionMask)
            : null;
    }
}
