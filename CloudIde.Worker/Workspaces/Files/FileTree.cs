using System.IO.Enumeration;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a workspace's folder holds at one moment. Symbolic links, sockets and devices are passed over and never followed.</summary>
internal sealed class FileTree
{
    /// <summary>What .NET puts in place of bytes that are not UTF-8; a file with such a name cannot be opened by it.</summary>
    private const char Replacement = '\uFFFD';

    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.None,
        // Passed over, a folder that cannot be read would look deleted.
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    private FileTree(Dictionary<ProjectPath, LocalFile> files, HashSet<ProjectPath> emptyFolders, List<string> refused, List<string> unreadable)
    {
        Files = files;
        EmptyFolders = emptyFolders;
        Refused = refused;
        Unreadable = unreadable;
    }

    /// <summary>The files.</summary>
    public IReadOnlyDictionary<ProjectPath, LocalFile> Files { get; }

    /// <summary>The folders without anything in them; all others follow from the files.</summary>
    public IReadOnlySet<ProjectPath> EmptyFolders { get; }

    /// <summary>Names that a project cannot have, such as ones with a line break, or that are not UTF-8.</summary>
    public IReadOnlyList<string> Refused { get; }

    /// <summary>Folders that could not be looked into. What they hold is unknown, which is not the same as deleted.</summary>
    public IReadOnlyList<string> Unreadable { get; }

    /// <summary>Looks through a folder.</summary>
    /// <param name="root">The workspace's folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it holds.</returns>
    public static FileTree Scan(string root, CancellationToken cancellationToken)
    {
        var files = new Dictionary<ProjectPath, LocalFile>();
        var emptyFolders = new HashSet<ProjectPath>();
        var refused = new List<string>();
        var unreadable = new List<string>();
        var pending = new Stack<string>();
        pending.Push("");
        while (pending.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryList(root, folder, unreadable) is not { } entries)
            {
                continue;
            }

            foreach (var (name, attributes, file) in entries)
            {
                var relative = folder.Length == 0 ? name : $"{folder}/{name}";
                if (!ProjectPath.TryParse(relative, out var path, out _) || name.Contains(Replacement))
                {
                    refused.Add(relative);
                }
                else if (attributes.HasFlag(FileAttributes.ReparsePoint) || attributes.HasFlag(FileAttributes.Device))
                {
                    // Links could lead out of the workspace.
                }
                else if (attributes.HasFlag(FileAttributes.Directory))
                {
                    pending.Push(relative);
                }
                else
                {
                    files[path] = file;
                }
            }

            if (entries.Count == 0 && folder.Length > 0)
            {
                emptyFolders.Add(ProjectPath.Parse(folder));
            }
        }

        return new FileTree(files, emptyFolders, refused, unreadable);
    }

    /// <summary>Whether nothing is known about a path, since a folder above it could not be read.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is below such a folder.</returns>
    public bool IsUnknown(ProjectPath path) =>
        Unreadable.Any(folder => folder.Length == 0 || path.Value.StartsWith(folder + "/", StringComparison.Ordinal));

    /// <summary>Looks at one file.</summary>
    /// <param name="fullPath">The file.</param>
    /// <returns>Its state, or null when there is no such file.</returns>
    public static LocalFile? Look(string fullPath)
    {
        var info = new FileInfo(fullPath);
        return info.Exists && info.LinkTarget is null
            ? new LocalFile(info.Length, info.LastWriteTimeUtc.Ticks, IsExecutable(fullPath))
            : null;
    }

    private static List<(string Name, FileAttributes Attributes, LocalFile File)>? TryList(
        string root, string folder, List<string> unreadable)
    {
        try
        {
            return [.. Entries(Path.Combine(root, folder))];
        }
        catch (DirectoryNotFoundException)
        {
            // Gone since its own folder was listed.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unreadable.Add(folder);
            return null;
        }
    }

    private static FileSystemEnumerable<(string Name, FileAttributes Attributes, LocalFile File)> Entries(string folder) =>
        new(folder, Transform, Options);

    private static (string Name, FileAttributes Attributes, LocalFile File) Transform(ref FileSystemEntry entry)
    {
        var attributes = entry.Attributes;
        var isFile = (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device)) == 0;
        var file = isFile
            ? new LocalFile(entry.Length, entry.LastWriteTimeUtc.UtcTicks, IsExecutable(entry.ToFullPath()))
            : default;
        return (entry.FileName.ToString(), attributes, file);
    }

    private static bool IsExecutable(string fullPath)
    {
        try
        {
            return !OperatingSystem.IsWindows() && File.GetUnixFileMode(fullPath).HasFlag(UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone since it was listed; the next scan sees it gone.
            return false;
        }
    }
}
