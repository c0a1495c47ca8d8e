using System.IO.Enumeration;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>What a workspace's files take on the disk, in its folder and where else its user may write.</summary>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Files">How many files and folders.</param>
internal readonly record struct DiskUse(long Bytes, int Files)
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
        RecurseSubdirectories = false,
    };

    /// <summary>Whether it is more than a workspace may have.</summary>
    internal bool Exceeds(WorkspaceLimits limits) => Bytes > limits.DiskBytes || Files > limits.Files;

    /// <summary>
    /// Adds everything up with this process's rights, as a user could hide a folder from itself. Links are not followed; a
    /// folder that is swapped for one at the right moment only makes the sum wrong.
    /// </summary>
    /// <param name="folder">The workspace's folder.</param>
    /// <param name="user">Its user.</param>
    /// <param name="processes">Its user's processes: what they deleted and still have open is on the disk too.</param>
    /// <param name="limits">Beyond twice of them it stops to count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static DiskUse Of(
        string folder,
        ShellCredentials user,
        IReadOnlyList<UserProcess> processes,
        WorkspaceLimits limits,
        CancellationToken cancellationToken)
    {
        var counted = new HashSet<ulong>();
        var use = DeletedBy(processes, new FileSystemUser(user), counted);
        var pending = new Stack<string>([folder, .. SharedFolders.EntriesOf(user)]);
        var ceiling = limits with { DiskBytes = limits.DiskBytes * 2, Files = limits.Files * 2 };
        while (!use.Exceeds(ceiling) && pending.TryPop(out var path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileStatus.Of(path) is not { } status)
            {
                continue;
            }

            // A file with several names is counted once.
            if (status.IsDirectory || status.Links < 2 || counted.Add(status.Inode))
            {
                use = new DiskUse(use.Bytes + status.AllocatedBytes, use.Files + 1);
            }

            if (status.IsDirectory)
            {
                AddEntries(path, pending);
            }
        }

        return use;
    }

    private static DiskUse DeletedBy(IReadOnlyList<UserProcess> processes, FileSystemUser rights, HashSet<ulong> counted)
    {
        using var scope = rights.Enter();
        var use = new DiskUse(0, 0);
        foreach (var process in processes)
        {
            try
            {
                foreach (var descriptor in Directory.EnumerateFiles($"/proc/{process.Entry.Id}/fd"))
                {
                    if (FileStatus.OfTarget(descriptor) is { Links: 0, IsRegular: true } status && counted.Add(status.Inode))
                    {
                        use = new DiskUse(use.Bytes + status.AllocatedBytes, use.Files + 1);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone since, or made itself unreadable.
            }
        }

        return use;
    }

    private static void AddEntries(string folder, Stack<string> pending)
    {
        try
        {
            foreach (var entry in new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), Everything))
            {
                pending.Push(entry);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone since.
        }
    }
}
