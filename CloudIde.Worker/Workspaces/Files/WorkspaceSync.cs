using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Snapshots;
using CloudIde.Worker.Workspaces.Snapshots.Storage;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Keeps a workspace's folder and S3 equal. Each side is compared with the state in which both were last equal, so it is
/// known who changed what; only what changed moves. When both changed one file, both versions are kept.
/// </summary>
internal sealed partial class WorkspaceSync : IDisposable
{
    private readonly ProjectStore _store;
    private readonly WorkspaceDisk _disk;
    private readonly ProjectScan _scan;
    private readonly DirtyPaths _dirty;
    private readonly RemoteLooks _looks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly SyncState _state = new();
    private readonly FolderMarkers _folders;
    private readonly FileTransfers _transfers;
    private readonly SyncSteps _steps;

    /// <param name="store">The project's files in S3.</param>
    /// <param name="disk">Its files on disk.</param>
    /// <param name="scan">Looks through them.</param>
    /// <param name="limits">What is an object of its own.</param>
    /// <param name="dirty">The paths that changed on disk.</param>
    /// <param name="notices">Gets what was done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public WorkspaceSync(
        ProjectStore store,
        WorkspaceDisk disk,
        FolderScan scan,
        SyncLimits limits,
        DirtyPaths dirty,
        SyncNotices notices,
        TimeProvider time,
        ILogger<WorkspaceSync> logger)
    {
        _store = store;
        _disk = disk;
        _scan = new ProjectScan(disk, scan, _state, notices);
        _looks = new RemoteLooks(store, _state);
        _dirty = dirty;
        _time = time;
        _logger = logger;
        _folders = new FolderMarkers(store, disk, _state, notices, dirty, logger);
        _transfers = new FileTransfers(store, disk, _state, _folders, notices, dirty, limits, time, logger);
        _steps = new SyncSteps(_state, _folders, _transfers, notices, limits);
    }

    /// <summary>How many files are objects of their own.</summary>
    public int Count => _state.Files.Count;

    /// <summary>Whether something is known to be left for another round.</summary>
    public bool IsBehind => !_state.ChangedRemotely.IsEmpty;

    /// <summary>Has the next round ask S3 for some files.</summary>
    /// <param name="paths">Files that are said to have changed there.</param>
    public void ChangedRemotely(IEnumerable<ProjectPath> paths)
    {
        foreach (var path in paths)
        {
            _state.ChangedRemotely[path] = true;
        }
    }

    /// <summary>Brings to an empty folder what S3 has.</summary>
    /// <param name="remote">The files in S3.</param>
    /// <param name="folders">The folders in S3.</param>
    /// <param name="placed">Files that are in the folder already, as they are in S3.</param>
    /// <param name="onFile">Told of each file's length in bytes when it is there; called by many threads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the folder is complete.</returns>
    public async Task RestoreAsync(
        IReadOnlyDictionary<ProjectPath, RemoteFile> remote,
        IReadOnlySet<ProjectPath> folders,
        IEnumerable<SnapshotItem> placed,
        Action<long> onFile,
        CancellationToken cancellationToken)
    {
        foreach (var item in placed)
        {
            if (item.ETag is not null && ProjectPath.TryParse(item.Path, out var path, out _))
            {
                _state.Files[path] = new SyncedFile(LocalFile.Of(item.State), remote[path].ETag, remote[path].StoredSeconds);
            }
        }

        foreach (var folder in folders)
        {
            _folders.TryCreate(folder);
        }

        await Parallel.ForEachAsync(remote.Where(entry => !_state.Files.ContainsKey(entry.Key)), SyncSteps.Bounded(cancellationToken), async (entry, token) =>
        {
            // More patiently than later: of thousands of files one fails sooner or later, and without it there is no workspace.
            await S3Retry.RunAsync($"read {entry.Key}", _time, _ => Once(entry.Key, token), token);
            onFile(entry.Value.Size);
        });

        async Task<bool> Once(ProjectPath path, CancellationToken token)
        {
            await _transfers.DownloadAsync(path, null, token);
            return true;
        }
    }

    /// <summary>Moves what changed since the last time, wherever it is.</summary>
    /// <param name="lookAtRemote">Whether S3 may have changed too; otherwise only the folder is looked at.</param>
    /// <param name="cancellationToken">Gives up, for example since the lease is lost.</param>
    /// <returns>How many files and folders moved, in either direction.</returns>
    public Task<int> SyncAsync(bool lookAtRemote, CancellationToken cancellationToken) =>
        OneAtATimeAsync(() => SyncAllAsync(lookAtRemote, cancellationToken), cancellationToken);

    /// <summary>Moves what changed of some paths. Costs nothing for all others.</summary>
    /// <param name="local">Paths at or below which the folder changed.</param>
    /// <param name="remote">Files that changed in S3.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many files and folders moved, in either direction.</returns>
    public Task<int> SyncPathsAsync(IReadOnlyCollection<string> local, IReadOnlyCollection<ProjectPath> remote, CancellationToken cancellationToken) =>
        OneAtATimeAsync(() => SyncSomeAsync(local, remote, cancellationToken), cancellationToken);

    /// <summary>
    /// Looks through the whole folder for what belongs into the snapshot. Files of their own that S3 does not have as they are
    /// become dirty.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What belongs into it now.</returns>
    public SnapshotSearch FindSnapshotItems(CancellationToken cancellationToken)
    {
        var tree = _scan.Scan([""], _ => false, intoBulk: true, cancellationToken);
        var items = tree.Others;
        foreach (var (path, entry) in tree.Files)
        {
            if (_state.InSnapshot.ContainsKey(path))
            {
                items.Add(new SnapshotItem(path.Value, entry, null));
            }
            else if (_state.Files.TryGetValue(path, out var known) && known.Local == LocalFile.Of(entry))
            {
                items.Add(new SnapshotItem(path.Value, entry, RemoteFile.CopiedVersionOf(known.ETag, known.StoredSeconds)));
            }
            else
            {
                _dirty.Add(path.Value);
            }
        }

        return new SnapshotSearch(items, tree.IsUnknown);
    }

    /// <summary>
    /// Removes from S3 what has outgrown it, since the snapshot has it now: otherwise the old version would be in its way.
    /// </summary>
    /// <param name="saved">What the snapshot has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is removed.</returns>
    public Task RemoveOutgrownAsync(IEnumerable<SnapshotItem> saved, CancellationToken cancellationToken) =>
        _state.InSnapshot.IsEmpty ? Task.CompletedTask : OneAtATimeAsync(
            async () =>
            {
                var removed = 0;
                foreach (var item in saved.Where(item => item.ETag is null))
                {
                    if (ProjectPath.TryParse(item.Path, out var path, out _) && _state.InSnapshot.ContainsKey(path)
                        && _state.Files.TryGetValue(path, out var known))
                    {
                        removed += await _transfers.DeleteRemoteAsync(path, known.ETag, cancellationToken) ? 1 : 0;
                    }
                }

                return removed;
            },
            cancellationToken);

    /// <summary>
    /// Removes the second version that a restore has kept of a file, when it turns out to be no other: the file left the snapshot
    /// and became an object, and its worker ended before the next snapshot.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">Where the second version is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was removed.</returns>
    public async Task<bool> TryRemoveSameAsync(ProjectPath path, ProjectPath copy, CancellationToken cancellationToken)
    {
        if (_disk.Look(path) is not { } file || _disk.Look(copy) is not { } second || file.Size != second.Size)
        {
            return false;
        }

        try
        {
            return await _disk.HashAsync(path, cancellationToken) == await _disk.HashAsync(copy, cancellationToken) && _disk.Delete(copy, second);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            // Both are kept, as if they differed.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task<int> OneAtATimeAsync(Func<Task<int>> sync, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await sync();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<int> SyncAllAsync(bool lookAtRemote, CancellationToken cancellationToken)
    {
        if (_disk.RestoreRoot())
        {
            LogRootRemoved();
            _state.Clear();
            lookAtRemote = true;
        }

        IReadOnlyDictionary<ProjectPath, RemoteFile>? listed = null;
        var marked = KnownMarkers();
        if (lookAtRemote)
        {
            (listed, marked) = await _store.ListAsync(cancellationToken);
            _state.NoteStored(listed);
        }

        var view = await _looks.LookAsync([], listed, cancellationToken);
        var tree = _scan.Scan([""], path => view.ETag(path) is not null, intoBulk: true, cancellationToken);
        var changes = await _steps.ApplyAsync(tree, tree.Files.Keys.Union(view.Paths).Union(_state.Files.Keys), view, marked, cancellationToken);
        changes += await FollowUpAsync(cancellationToken);
        view.ThrowIfIncomplete();
        return changes;
    }

    private async Task<int> SyncSomeAsync(
        IReadOnlyCollection<string> local, IReadOnlyCollection<ProjectPath> remote, CancellationToken cancellationToken)
    {
        // Waited for: the disk had refused them.
        var again = local.Select(path => ProjectPath.TryParse(path, out var key, out _) ? key : default).Where(key => _state.Refused.TryRemove(key, out _));
        var view = await _looks.LookAsync([.. remote, .. again], null, cancellationToken);
        var tree = ScanSome(local);
        var early = _scan.KnownAtOrBelow(local, tree).Any() ? _dirty.TakeWaiting() : [];
        try
        {
            if (early.Count > 0)
            {
                // What is gone may be there under another name that has to wait, and must not be deleted before it is saved.
                local = [.. local, .. early];
                tree = ScanSome(local);
            }

            _scan.AddEmptyParents(tree, local);
            var changes = await _steps.ApplyAsync(
                tree, tree.Files.Keys.Union(view.Paths).Union(_scan.KnownAtOrBelow(local, tree)), view, KnownMarkers(), cancellationToken);
            changes += await FollowUpAsync(cancellationToken);
            view.ThrowIfIncomplete();
            return changes;
        }
        catch
        {
            foreach (var path in early)
            {
                _dirty.Add(path);
            }

            throw;
        }

        FileTree ScanSome(IReadOnlyCollection<string> paths) => _scan.Scan(
            paths.Concat(view.Paths.Select(path => path.Value)), path => view.ETag(path) is not null, intoBulk: false, cancellationToken);
    }

    /// <summary>What was found out during the round, such as that S3 has another version, is worth one more look at once.</summary>
    private async Task<int> FollowUpAsync(CancellationToken cancellationToken)
    {
        if (_state.ChangedRemotely.IsEmpty)
        {
            return 0;
        }

        var view = await _looks.LookAsync([], null, cancellationToken);
        var paths = view.Paths.ToList();
        var tree = _scan.Scan(paths.Select(path => path.Value), path => view.ETag(path) is not null, intoBulk: false, cancellationToken);
        var changes = await _steps.ApplyAsync(tree, paths, view, KnownMarkers(), cancellationToken);
        view.ThrowIfIncomplete();
        return changes;
    }

    private IReadOnlySet<ProjectPath> KnownMarkers() => new HashSet<ProjectPath>(_state.Folders.Union(_state.RefusedFolders));

    [LoggerMessage(LogLevel.Warning, "The project's folder was removed as a whole; it is restored.", EventName = "RootRemoved")]
    private partial void LogRootRemoved();
}
