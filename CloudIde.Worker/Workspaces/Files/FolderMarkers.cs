using CloudIde.Core.Projects;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Folders: S3 has none, so an empty one is kept by a marker object, and all others follow from the files.</summary>
internal sealed partial class FolderMarkers(
    ProjectStore store, WorkspaceDisk disk, SyncState state, SyncNotices notices, DirtyPaths dirty, ILogger logger)
{
    private readonly Lock _gate = new();

    /// <summary>The other side deleted a folder by deleting its files: here too it must not stay behind as an empty one.</summary>
    /// <param name="path">A file that was deleted.</param>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    public void RemoveEmptyFoldersAbove(ProjectPath path, IReadOnlySet<ProjectPath> marked)
    {
        var value = path.Value;
        for (var end = value.LastIndexOf('/'); end > 0; end = value.LastIndexOf('/', end - 1))
        {
            var folder = ProjectPath.Parse(value[..end]);
            if (marked.Contains(folder) || !disk.TryRemoveEmptyFolder(folder))
            {
                return;
            }
        }
    }

    /// <summary>Removes the folders whose marker the other side has removed.</summary>
    /// <param name="tree">What the disk holds.</param>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    /// <returns>How many.</returns>
    public int RemoveUnmarked(FileTree tree, IReadOnlySet<ProjectPath> marked)
    {
        var changes = 0;
        foreach (var folder in state.Folders.Except(marked).Where(folder => !tree.IsUnknown(folder)).OrderByDescending(folder => folder.Value.Length).ToList())
        {
            state.Folders.Remove(folder);
            if (tree.EmptyFolders.Contains(folder) && disk.TryRemoveEmptyFolder(folder))
            {
                RemoveEmptyFoldersAbove(folder, marked);
            }

            changes++;
        }

        return changes;
    }

    /// <summary>Makes the folders that S3 has a marker of.</summary>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    /// <returns>How many.</returns>
    public int CreateMarked(IReadOnlySet<ProjectPath> marked)
    {
        state.RefusedFolders.IntersectWith(marked);
        return marked.Except(state.Folders).ToList().Count(TryCreate);
    }

    /// <summary>What brings S3's markers up to date: marks folders that became empty, and unmarks those that are gone.</summary>
    /// <param name="tree">What the disk holds.</param>
    /// <returns>One step for each; they may run at once.</returns>
    public IReadOnlyList<Func<CancellationToken, Task>> Steps(FileTree tree)
    {
        var steps = new List<Func<CancellationToken, Task>>();
        foreach (var folder in tree.EmptyFolders.Except(state.Folders).Where(disk.FolderExists))
        {
            steps.Add(token => MarkAsync(folder, token));
        }

        foreach (var folder in state.Folders.Where(folder => !tree.IsUnknown(folder) && !disk.FolderExists(folder)))
        {
            steps.Add(token => UnmarkAsync(folder, token));
        }

        return steps;
    }

    /// <summary>Makes a folder that S3 has a marker of.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryCreate(ProjectPath folder)
    {
        try
        {
            disk.CreateFolderOf(folder);
            disk.CreateFolder(folder.Value);
            state.Folders.Add(folder);
            state.RefusedFolders.Remove(folder);
            notices.Solved(folder.Value);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example a file in its place, or a full disk.
            LogNotCreated(e, folder);
            notices.Problem(folder.Value, $"The folder {folder} was made in the editor but cannot be made on the workspace's disk: {DiskError.Describe(e)}");
            state.RefusedFolders.Add(folder);
            dirty.AddLater(folder.Value);
            return false;
        }
    }

    private async Task MarkAsync(ProjectPath folder, CancellationToken cancellationToken)
    {
        await store.MarkFolderAsync(folder, cancellationToken);
        lock (_gate)
        {
            state.Folders.Add(folder);
        }
    }

    private async Task UnmarkAsync(ProjectPath folder, CancellationToken cancellationToken)
    {
        await store.UnmarkFolderAsync(folder, cancellationToken);
        lock (_gate)
        {
            state.Folders.Remove(folder);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} cannot be made.", EventName = "FolderNotCreated")]
    private partial void LogNotCreated(Exception exception, ProjectPath folder);
}
