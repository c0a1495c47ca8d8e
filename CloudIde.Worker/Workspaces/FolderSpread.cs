using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces;

/// <summary>Where a file system puts the workspaces' folders.</summary>
internal static class FolderSpread
{
    // FS_TOPDIR_FL of linux/fs.h, the T of chattr(1).
    private const int TopOfHierarchies = 0x20000;

    /// <summary>
    /// Tells ext4 that what is in a folder has nothing to do with each other. It then puts each workspace into a part of the disk of
    /// its own. In one that a workspace of 10,000 files has just left, making as many new ones takes twenty times as long, since
    /// ext4 does not use an inode again within a minute of its deletion and looks at each of them for each new file.
    /// </summary>
    /// <param name="folder">The folder of all workspaces. Where the system or the file system does not know of it, nothing happens.</param>
    public static unsafe void Below(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handle = new SafeFileHandle(LibC.Open(folder, PlatformConstants.CloseOnExec), ownsHandle: true);
        var flags = 0;
        if (!handle.IsInvalid && LibC.GetFileFlags(handle, &flags) == 0 && (flags & TopOfHierarchies) == 0)
        {
            flags |= TopOfHierarchies;
            _ = LibC.SetFileFlags(handle, &flags);
        }
    }
}
