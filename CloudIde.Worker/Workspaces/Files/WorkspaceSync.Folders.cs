using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

// Folders: S3 has none, so an empty one is kept by a marker object, and all others follow from the files.
internal sealed partial class WorkspaceSync
{
    /// <summary>The other side deleted a folder by deleting its files: here too it must not stay behind as an empty one.</summary>
    private void RemoveEmptyFoldersAbove(ProjectPath path, HashSet<ProjectPath> marked)
    {
        var value = path.Value;
        for (var end = value.LastIndexOf('/'); end > 0; end = value.LastIndexOf('/', end - 1))
        {
            var folder = ProjectPath.Parse(value[..end]);
            if (marked.Contains(folder) || !TryRemoveEmptyFolder(folder))
            {
                return;
            }
        }
    }

    private int RemoveUnmarkedFolders(FileTree tree, HashSet<ProjectPath> marked)
    {
        var changes = 0;
        foreach (var folder in _folders.Except(marked).Where(folder => !tree.IsUnknown(folder)).OrderByDescending(folder => folder.Value.Length).ToList())
        {
            _folders.Remove(folder);
            if (tree.EmptyFolders.Contains(folder) && TryRemoveEmptyFolder(folder))
            {
                RemoveEmptyFoldersAbove(folder, marked);
            }

            changes++;
        }

        return changes;
    }

    private bool TryRemoveEmptyFolder(ProjectPath folder)
    {
        using var scope = user.Enter();
        try
        {
            Directory.Delete(FullPath(folder), recursive: false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not empty, most likely.
            return false;
        }
    }

    private async Task<int> SyncFoldersAsync(FileTree tree, HashSet<ProjectPath> remote, CancellationToken cancellationToken)
    {
        var changes = 0;
        foreach (var folder in tree.EmptyFolders.Except(_folders).Where(folder => FolderExists(folder)).ToList())
        {
            await store.MarkFolderAsync(folder, cancellationToken);
            _folders.Add(folder);
            changes++;
        }

        foreach (var folder in remote.Except(_folders).ToList())
        {
            changes += TryCreateFolder(folder) ? 1 : 0;
        }

        foreach (var folder in _folders.Where(folder => !tree.IsUnknown(folder) && !FolderExists(folder)).ToList())
        {
            await store.UnmarkFolderAsync(folder, cancellationToken);
            _folders.Remove(folder);
            changes++;
        }

        return changes;
    }

    private bool TryCreateFolder(ProjectPath folder)
    {
        try
        {
            CreateFolderOf(folder);
            CreateFolder(folder.Value);
            _folders.Add(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example a file in its place.
            LogUnwritable(e, folder);
            return false;
        }
    }

    private void CreateFolderOf(ProjectPath path)
    {
        var value = path.Value;
        for (var end = value.IndexOf('/'); end > 0; end = value.IndexOf('/', end + 1))
        {
            CreateFolder(value[..end]);
        }
    }

    private void CreateFolder(string relative)
    {
        using var scope = user.Enter();
        var folder = new DirectoryInfo(Path.Combine(root, relative));
        if (folder.LinkTarget is not null)
        {
            throw new IOException($"The symbolic link {relative} is in the way; it could lead out of the project.");
        }

        folder.Create();
    }
}
