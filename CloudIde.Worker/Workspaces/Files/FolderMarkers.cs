using CloudIde.Core.Projects;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Folders: S3 has none, so an empty one is kept by a marker object, and all others follow from the files.</summary>
internal sealed partial class FolderMarkers(ProjectStore store, WorkspaceDisk disk, SyncState state, ILogger logger)
{
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

    /// <summary>Marks folders that became empty, makes those that S3 has a marker of, and unmarks those that are gone.</summary>
    /// <param name="tree">What the disk holds.</param>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    public async Task<int> SyncAsync(FileTree tree, IReadOnlySet<ProjectPath> marked, CancellationToken cancellationToken)
    {
        var changes = 0;
        foreach (var folder in tree.EmptyFolders.Except(state.Folders).Where(disk.FolderExists).ToList())
        {
            await store.MarkFolderAsync(folder, cancellationToken);
            state.Folders.Add(folder);
            changes++;
        }

        foreach (var folder in marked.Except(state.Folders).ToList())
        {
            changes += TryCreate(folder) ? 1 : 0;
        }

        foreach (var folder in state.Folders.Where(folder => !tree.IsUnknown(folder) && !disk.FolderExists(folder)).ToList())
        {
            await store.UnmarkFolderAsync(folder, cancellationToken);
            state.Folders.Remove(folder);
            changes++;
        }

        return changes;
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
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example a file in its place.
            LogNotCreated(e, folder);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The folder {Folder} cannot be made.", EventName = "FolderNotCreated")]
    private partial void LogNotCreated(Exception exception, ProjectPath folder);
}
