using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>The folders in which every user of a Linux system may leave files.</summary>
internal static class SharedFolders
{
    internal static IReadOnlyList<string> All { get; } = ["/tmp", "/var/tmp", "/dev/shm"];

    /// <summary>What a user has left there.</summary>
    /// <param name="user">The user.</param>
    /// <returns>Full paths of files and folders, without what the folders hold.</returns>
    internal static List<string> EntriesOf(ShellCredentials user) =>
    [
        .. All.Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFileSystemEntries)
            .Where(entry => FileStatus.Of(entry)?.User == user.UserId),
    ];
}
