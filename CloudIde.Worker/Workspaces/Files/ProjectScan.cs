using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Looks through a workspace's folder with what is known of it in mind.</summary>
internal sealed class ProjectScan(WorkspaceDisk disk, FolderScan scan, SyncState state, SyncNotices notices)
{
    /// <summary>Looks at some paths and everything below them. What is wrong with any is told.</summary>
    /// <param name="paths">Files or folders, relative to the root; empty for the root itself.</param>
    /// <param name="isRemote">Whether S3 has a file.</param>
    /// <param name="intoBulk">Whether folders that belong into the snapshot are looked through too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is there.</returns>
    public FileTree Scan(IEnumerable<string> paths, Func<ProjectPath, bool> isRemote, bool intoBulk, CancellationToken cancellationToken)
    {
        var tree = new FileTree();
        disk.Scan(() =>
        {
            foreach (var path in paths)
            {
                scan.Add(tree, path, key => state.Files.ContainsKey(key) || isRemote(key), intoBulk, cancellationToken);
            }
        });
        foreach (var (path, problem) in tree.Problems)
        {
            notices.Problem(path, problem);
        }

        return tree;
    }

    /// <summary>Adds the folders that some paths are in, where nothing is left in them.</summary>
    /// <param name="tree">Gets them.</param>
    /// <param name="paths">The paths.</param>
    public void AddEmptyParents(FileTree tree, IEnumerable<string> paths)
    {
        foreach (var parent in paths.Select(path => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "").Where(parent => parent.Length > 0).Distinct())
        {
            if (ProjectPath.TryParse(parent, out var folder, out _) && disk.IsEmptyFolder(folder))
            {
                tree.EmptyFolders.Add(folder);
            }
        }
    }

    /// <summary>The known files that may be gone with some paths.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="tree">What was found at them.</param>
    /// <returns>Those that are at or below one that is no file now.</returns>
    public IEnumerable<ProjectPath> KnownAtOrBelow(IReadOnlyCollection<string> paths, FileTree tree)
    {
        var gone = paths.Where(path => !ProjectPath.TryParse(path, out var key, out _) || !tree.Files.ContainsKey(key)).ToHashSet(StringComparer.Ordinal);
        return gone.Count == 0 ? [] : state.Files.Keys.Where(key => IsAtOrBelow(key.Value, gone));
    }

    private static bool IsAtOrBelow(string path, HashSet<string> folders)
    {
        // The empty path is the root.
        if (folders.Contains(path) || folders.Contains(""))
        {
            return true;
        }

        var lookup = folders.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (lookup.Contains(path.AsSpan(0, end)))
            {
                return true;
            }
        }

        return false;
    }
}
