using Amazon.S3;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots.Restoring;
using CloudIde.Worker.Workspaces.Snapshots.Saving;
using CloudIde.Worker.Workspaces.Snapshots.Storage;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>
/// One project's snapshot in S3: some archives that hold what is no S3 object of its own, and copies of what is, so that a
/// restore streams a few archives instead of getting thousands of objects. One call at a time.
/// </summary>
/// <param name="s3">S3.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="projectId">The project.</param>
/// <param name="root">The folder of the project's files.</param>
/// <param name="temporaryFolder">On the same file system; for files that replace others.</param>
/// <param name="user">Whose rights local files are read and written with.</param>
/// <param name="fence">Asked before each write to S3.</param>
/// <param name="time">The clock of retries and progress.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ProjectSnapshot(
    IAmazonS3 s3,
    string bucket,
    string projectId,
    string root,
    string temporaryFolder,
    FileSystemUser user,
    IFence fence,
    TimeProvider time,
    ILogger<ProjectSnapshot> logger)
{
    private readonly SnapshotStore _store = new(s3, bucket, projectId, fence, time);

    // Packs that no manifest names, to be deleted.
    private readonly HashSet<string> _garbage = new(StringComparer.Ordinal);

    private SnapshotIndex? _index;

    // Another worker wrote the manifest, so what its packs hold is not known.
    private bool _isUnknown;

    // A manifest of which it is not known whether S3 took it.
    private SnapshotIndex? _pending;

    private bool _hasLookedForGarbage;
    private int _isBusy;

    /// <summary>Restores the snapshot into the root.</summary>
    /// <param name="decide">
    /// Asked once about each entry that counts, on a thread of its own, one after the other. What it skips is deleted from the
    /// snapshot by a later save, unless it is among that save's items.
    /// </param>
    /// <param name="progress">Told how far it is, some times a second, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was placed and what was not. A hostile or odd entry is passed over and named, the rest restored.</returns>
    /// <exception cref="SnapshotException">S3 fails, an archive is damaged, or the disk is full; the message says where.</exception>
    public async Task<SnapshotRestored> RestoreAsync(
        Func<SnapshotEntry, RestoreChoice> decide, IProgress<SnapshotProgress>? progress, CancellationToken cancellationToken)
    {
        using var busy = Enter();
        var (manifest, etag) = await _store.ReadManifestAsync(cancellationToken);
        var restore = new SnapshotRestore(_store, root, temporaryFolder, user, decide, progress, time);
        var (restored, index) = await restore.RunAsync(manifest, etag, cancellationToken);
        (_index, _isUnknown, _pending) = (index, false, null);
        LogRestored(projectId, restored.Placed.Count, manifest.Packs.Count, restored.Problems.Count);
        return restored;
    }

    /// <summary>Saves what differs from the snapshot, as one new pack and a new manifest: two requests for a small change.</summary>
    /// <param name="items">Everything that should be in the snapshot, the whole list, with states from before this call.</param>
    /// <param name="includeCached">
    /// Whether also copies of S3 objects are written, when enough of them differ. Without it they are written only along with a
    /// compaction.
    /// </param>
    /// <param name="isUnknown">
    /// Whether it is not known what is at a path, such as in a folder that cannot be read; the snapshot keeps what it has of it.
    /// Null: the items are all there is.
    /// </param>
    /// <param name="cancellationToken">Gives up; what is in S3 stays whole, and the next save goes on.</param>
    /// <returns>What was done; nothing, without a request, when nothing differs.</returns>
    /// <exception cref="ArgumentException">An item's path is not one that can be restored.</exception>
    /// <exception cref="InvalidOperationException">Nothing was restored before, so that it would overwrite what it does not know.</exception>
    /// <exception cref="SnapshotException">S3 fails, or another worker has written the snapshot meanwhile.</exception>
    public async Task<SnapshotResult> SaveAsync(
        IReadOnlyCollection<SnapshotItem> items, bool includeCached, Func<string, bool>? isUnknown, CancellationToken cancellationToken)
    {
        using var busy = Enter();
        if (_index is null)
        {
            throw new InvalidOperationException("A snapshot is restored before it is saved, also that of a new project.");
        }

        _store.TakeRequests();
        if (_isUnknown || _pending is not null)
        {
            await LookAgainAsync(cancellationToken);
        }

        try
        {
            return await SaveOnceAsync(items, includeCached, isUnknown ?? (static _ => false), cancellationToken);
        }
        catch (SnapshotException e) when (e.IsConflict)
        {
            (_isUnknown, _pending) = (true, null);
            LogConflict(projectId);
            await TryDeleteRefusedAsync(cancellationToken);
            throw;
        }
    }

    private async Task<SnapshotResult> SaveOnceAsync(
        IReadOnlyCollection<SnapshotItem> items, bool includeCached, Func<string, bool> isUnknown, CancellationToken cancellationToken)
    {
        var before = _index!;
        if (SavePlan.Make(before, items, includeCached, _isUnknown, isUnknown) is not { } plan)
        {
            return new SnapshotResult(before.Manifest.Packs.Count, 0, 0, _store.TakeRequests(), []);
        }

        // Until the manifest names it.
        var name = SnapshotStore.NewPackName(before.Manifest.NextSequence);
        _garbage.Add(name);
        var (after, pack, contents) = await new PackSaver(_store, root, user).SaveAsync(before, plan, name, cancellationToken);
        _pending = after;
        var etag = await _store.WriteManifestAsync(after.Manifest, before.ManifestETag, cancellationToken);
        (_index, _pending, _isUnknown) = (after.WithETag(etag), null, false);
        var replaced = before.Manifest.Packs.Select(old => old.Name).Except(after.Manifest.Packs.Select(kept => kept.Name)).ToList();
        _garbage.UnionWith(replaced);
        _garbage.ExceptWith(after.Manifest.Packs.Select(kept => kept.Name));
        if (replaced.Count > 0)
        {
            await TryDeleteGarbageAsync(cancellationToken);
        }

        LogSaved(projectId, contents.Saved.Count, contents.Deletions.Count, pack?.Size ?? 0, after.Manifest.Packs.Count);
        return new SnapshotResult(
            after.Manifest.Packs.Count,
            contents.Entries,
            pack?.Size ?? 0,
            _store.TakeRequests(),
            [.. contents.Failed.Select(failed => new SnapshotProblem(failed.Item.Path, failed.Reason))]);
    }

    /// <summary>Reads the manifest when it is not known: the answer to the last save's may have been lost, and the manifest not.</summary>
    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        var (manifest, etag) = await _store.ReadManifestAsync(cancellationToken);
        if (_pending is { } pending && manifest.Revision == pending.Manifest.Revision)
        {
            _garbage.ExceptWith(manifest.Packs.Select(pack => pack.Name));
            (_index, _isUnknown) = (pending.WithETag(etag!), false);
        }
        else if (etag != _index!.ManifestETag)
        {
            _isUnknown = true;
            _index = new SnapshotIndex(manifest, etag);
        }

        _pending = null;
    }

    private async Task TryDeleteGarbageAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_hasLookedForGarbage)
            {
                // What an earlier worker left that was killed between a pack and its manifest.
                _garbage.UnionWith(await _store.ListPacksAsync(cancellationToken));
                _garbage.ExceptWith(_index!.Manifest.Packs.Select(pack => pack.Name));
                _hasLookedForGarbage = true;
            }

            await _store.DeletePacksAsync(_garbage, cancellationToken);
            _garbage.Clear();
        }
        catch (Exception e) when (e is SnapshotException or AmazonS3Exception || S3Retry.MayWorkLater(e))
        {
            // The snapshot is saved; the next compaction tries again.
            LogGarbageKept(e, projectId);
        }
    }

    /// <summary>The pack of a save that another worker's preceded. That no manifest names it is looked up: an answer may have been lost.</summary>
    private async Task TryDeleteRefusedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (manifest, _) = await _store.ReadManifestAsync(cancellationToken);
            _garbage.ExceptWith(manifest.Packs.Select(pack => pack.Name));
            await _store.DeletePacksAsync(_garbage, cancellationToken);
            _garbage.Clear();
        }
        catch (Exception e) when (e is SnapshotException or AmazonS3Exception || S3Retry.MayWorkLater(e))
        {
            // A later worker's first compaction finds it.
            LogGarbageKept(e, projectId);
        }
    }

    private BusyScope Enter()
    {
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new InvalidOperationException("A snapshot is restored or saved one call at a time.");
        }

        return new BusyScope(this);
    }

    private readonly struct BusyScope(ProjectSnapshot snapshot) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref snapshot._isBusy, 0);
    }
}
