using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudIde.Core.Aws;
using CloudIde.Core.Files;
using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// A workspace's files from the restore to the last save: follows what changes on disk and in S3 at once, and saves the
/// snapshot now and then.
/// </summary>
internal sealed partial class WorkspaceFiles(
    string projectId,
    WorkspaceFolder folder,
    ProjectStore store,
    WorkspaceSync sync,
    ProjectSnapshot snapshot,
    FolderWatch? watch,
    DirtyPaths dirty,
    SyncNotices notices,
    FileChangeChannel channel,
    WorkerSettings settings,
    TimeProvider time,
    ILogger<WorkspaceFiles> logger) : IAsyncDisposable
{
    /// <summary>How often S3 is listed without a hint that it changed. A listing costs money, and hints are rarely lost.</summary>
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(60);

    /// <summary>A program writes a file in several steps, and an editor saves by renaming: what comes this soon is one change.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>A file that changes while it is saved is looked at again, but not for ever.</summary>
    private const int MostLooks = 5;

    /// <summary>How long the end waits for Redis to take the last news.</summary>
    private static readonly TimeSpan LastNewsLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>A failure that lasts this long is told to the user.</summary>
    private static readonly TimeSpan PatienceWithS3 = TimeSpan.FromSeconds(5);

    /// <summary>By how much the search for changes stands back behind terminals.</summary>
    private const int Nice = 10;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<ProjectPath, bool> _hints = new();
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _roundOneAtATime = new(1, 1);
    private readonly SemaphoreSlim _snapshotOneAtATime = new(1, 1);
    private IAsyncDisposable? _subscription;
    private volatile bool _mustList;
    private long? _failingSince;

    /// <summary>Told of conflicts and problems, for whoever sits at a terminal. Set before the restore.</summary>
    public Action<string>? Announce { get; set; }

    /// <summary>Brings the files to the worker's disk.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they are there.</returns>
    public async Task RestoreAsync(IProgress<RestoreStep> progress, CancellationToken cancellationToken)
    {
        // Before the listing: a save that comes after it is heard of.
        _subscription = await channel.SubscribeAsync(projectId, OnChanges);
        var (remote, folders) = await store.ListAsync(cancellationToken);
        var plan = new RestorePlan(remote, time);
        var restored = await snapshot.RestoreAsync(plan.Decide, new SnapshotSteps(progress), cancellationToken);
        await RestoreRestAsync(remote, folders, restored, progress, cancellationToken);
        foreach (var (path, copy) in plan.Conflicts)
        {
            notices.Conflict(path, copy);
        }

        foreach (var problem in restored.Problems)
        {
            notices.Problem(problem.Path, $"{problem.Path} could not be restored: {problem.Reason}");
        }

        // Begins to watch every folder.
        await sync.SyncAsync(lookAtRemote: false, cancellationToken);
        if (watch is not { IsComplete: true })
        {
            LogNotWatched(projectId, settings.SyncInterval);
        }
    }

    /// <summary>Follows both sides until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends then. A last save is the caller's.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                FollowAsync(cancellationToken), WatchAsync(cancellationToken), SaveSnapshotsAsync(cancellationToken), TellAllAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workspace ends.
        }
    }

    /// <summary>Looks at S3 soon: something changed there, and what is not known.</summary>
    public void LookAtRemote()
    {
        _mustList = true;
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Brings what programs have written so far to S3, and tries until it worked.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public Task SaveAsync(CancellationToken cancellationToken) => UntilSavedAsync(
        async () =>
        {
            for (var look = 0; look < MostLooks && await SaveOnceAsync(cancellationToken); look++)
            {
            }
        },
        cancellationToken);

    /// <summary>Saves everything, the snapshot too, and tries until it worked: giving the workspace up unsaved would lose work.</summary>
    /// <param name="cancellationToken">Gives up, such as since the lease is lost.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public async Task SaveAllAsync(CancellationToken cancellationToken)
    {
        await UntilSavedAsync(() => sync.SyncAsync(lookAtRemote: true, cancellationToken), cancellationToken);
        await UntilSavedAsync(() => SaveSnapshotAsync(includeCached: true, cancellationToken), cancellationToken);
        await TellAsync().WaitAsync(LastNewsLimit, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_subscription is { } subscription)
        {
            try
            {
                await subscription.DisposeAsync();
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogNotTold(e, projectId);
            }
        }

        watch?.Dispose();
        sync.Dispose();
        _snapshotOneAtATime.Dispose();
        _roundOneAtATime.Dispose();
    }

    private static bool IsStorageError(Exception e) =>
        AwsFailure.Is(e) || e is IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException;

    private async Task RestoreRestAsync(
        Dictionary<ProjectPath, RemoteFile> remote,
        HashSet<ProjectPath> folders,
        SnapshotRestored restored,
        IProgress<RestoreStep> progress,
        CancellationToken cancellationToken)
    {
        var cached = restored.Placed.Where(item => item.ETag is not null).Select(item => item.Path).ToHashSet(StringComparer.Ordinal);
        var left = remote.Where(entry => !cached.Contains(entry.Key.Value)).ToList();
        var (bytesTotal, files, bytes) = (left.Sum(entry => entry.Value.Size), 0L, 0L);
        await sync.RestoreAsync(
            remote,
            folders,
            restored.Placed,
            size => progress.Report(
                new RestoreStep(Interlocked.Increment(ref files), left.Count, Interlocked.Add(ref bytes, size), bytesTotal)),
            cancellationToken);
    }

    private void OnChanges(FileChanges changes)
    {
        if (changes.Source == FileChanges.Worker)
        {
            return;
        }

        foreach (var change in changes.Items)
        {
            if (change.Kind is FileChangeKind.Written or FileChangeKind.Deleted && ProjectPath.TryParse(change.Path, out var path, out _))
            {
                _hints[path] = true;
            }
            else
            {
                // Also a folder, which is told with '/' at its end.
                _mustList = true;
            }
        }

        _wake.Writer.TryWrite(true);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (watch is not null)
        {
            await watch.WaitAsync(cancellationToken);
            watch.Drain(dirty);
            _wake.Writer.TryWrite(true);

            // A program that writes without a pause must not wake this thread for each of its writes.
            await Task.Delay(Settle, time, cancellationToken);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var listed = time.GetTimestamp();
        var looked = listed;
        while (!cancellationToken.IsCancellationRequested)
        {
            await WaitAsync(ListInterval - time.GetElapsedTime(listed), cancellationToken);
            await Task.Delay(Settle, time, cancellationToken);
            watch?.Drain(dirty);
            if (watch is not { IsComplete: true } && time.GetElapsedTime(looked) >= settings.SyncInterval)
            {
                looked = time.GetTimestamp();
                dirty.Add("");
            }

            listed = await RoundAsync(time.GetElapsedTime(listed) >= ListInterval, cancellationToken) ? time.GetTimestamp() : listed;
        }
    }

    /// <summary>Saves what changed until now.</summary>
    /// <returns>Whether there was anything.</returns>
    private async Task<bool> SaveOnceAsync(CancellationToken cancellationToken)
    {
        // Waits for a round that is under way: it may have taken what is to be saved.
        await _roundOneAtATime.WaitAsync(cancellationToken);
        try
        {
            // What was written before is told by now: the kernel does it within the write.
            watch?.Drain(dirty);
            var paths = dirty.Take(out var looks);
            paths.AddRange(dirty.TakeEvenEarly());
            var work = new SyncWork(paths, [], looks || watch is not { IsComplete: true }, ListsRemote: false);
            await DoAsync(work, cancellationToken);
            return paths.Count > 0;
        }
        finally
        {
            _roundOneAtATime.Release();
        }
    }

    private SyncWork TakeWork(bool isListingDue)
    {
        var lists = _mustList || isListingDue;
        _mustList = false;
        var hints = _hints.Keys.ToList();
        foreach (var path in hints)
        {
            _hints.TryRemove(path, out _);
        }

        var paths = dirty.Take(out var looks);
        return new SyncWork(paths, hints, looks, lists);
    }

    private void PutBack(SyncWork work)
    {
        foreach (var path in work.Paths)
        {
            dirty.Add(path);
        }

        foreach (var hint in work.Hints)
        {
            _hints[hint] = true;
        }

        if (work.LooksThroughAll)
        {
            dirty.AddAll();
        }

        _mustList |= work.ListsRemote;
    }

    private async Task DoAsync(SyncWork work, CancellationToken cancellationToken)
    {
        try
        {
            if (work.ListsRemote || work.LooksThroughAll)
            {
                await sync.SyncAsync(work.ListsRemote, cancellationToken);
            }

            if (!work.ListsRemote && (work.Paths.Count > 0 || work.Hints.Count > 0))
            {
                await sync.SyncPathsAsync(work.Paths, work.Hints, cancellationToken);
            }
        }
        catch
        {
            PutBack(work);
            throw;
        }
    }

    private async Task WaitAsync(TimeSpan untilListing, CancellationToken cancellationToken)
    {
        var wait = untilListing;
        if (dirty.UntilNext() is { } untilDue && untilDue < wait)
        {
            wait = untilDue;
        }

        if (watch is not { IsComplete: true } && settings.SyncInterval < wait)
        {
            wait = settings.SyncInterval;
        }

        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time for the next look.
        }
    }

    /// <summary>Does what is to be done now.</summary>
    /// <returns>Whether S3 was listed.</returns>
    private async Task<bool> RoundAsync(bool isListingDue, CancellationToken cancellationToken)
    {
        await _roundOneAtATime.WaitAsync(cancellationToken);
        try
        {
            var work = TakeWork(isListingDue);
            if (work.IsAny)
            {
                await DoAsync(work, cancellationToken);
                folder.MarkUnsaved(false);
                Recovered();
                _news.Writer.TryWrite(true);
            }

            return work.ListsRemote;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a sync that silently ends would lose everything written from then on.
            Failed(e);
        }
        finally
        {
            _roundOneAtATime.Release();
        }

        await Task.Delay(RetryDelay, time, cancellationToken);
        return false;
    }

    private async Task SaveSnapshotsAsync(CancellationToken cancellationToken)
    {
        var pause = settings.SnapshotInterval;
        while (true)
        {
            await Task.Delay(pause, time, cancellationToken);
            var started = time.GetTimestamp();
            try
            {
                await SaveSnapshotAsync(includeCached: false, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogSnapshotFailed(e, projectId);
                notices.Problem("", $"The snapshot of ignored and bulk files could not be saved: {e.Message} It is tried again.");
            }

            _news.Writer.TryWrite(true);

            // A large project is not looked through all the time; but a killed worker must not lose more than a minute.
            var took = time.GetElapsedTime(started);
            pause = took > settings.SnapshotInterval / 10 ? settings.SnapshotInterval + (took / 2) : settings.SnapshotInterval;
        }
    }

    private async Task SaveSnapshotAsync(bool includeCached, CancellationToken cancellationToken)
    {
        await _snapshotOneAtATime.WaitAsync(cancellationToken);
        try
        {
            var items = await WorkThread.RunAsync("Snapshot search", Nice, () => sync.FindSnapshotItems(cancellationToken));
            var result = await snapshot.SaveAsync(items, includeCached, cancellationToken);
            if (result.Entries > 0)
            {
                LogSnapshotSaved(projectId, result.Entries, result.Bytes, result.Requests, result.Packs);
            }

            foreach (var problem in result.NotSaved)
            {
                notices.Problem(problem.Path, $"{problem.Path} is not saved: {problem.Reason}");
            }

            var missing = result.NotSaved.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
            await sync.RemoveOutgrownAsync(items.Where(item => !missing.Contains(item.Path)), cancellationToken);
        }
        finally
        {
            _snapshotOneAtATime.Release();
            _wake.Writer.TryWrite(true);
        }
    }

    private async Task UntilSavedAsync(Func<Task> save, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await save();
                Recovered();
                _news.Writer.TryWrite(true);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsStorageError(e))
            {
                Failed(e);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    private void Failed(Exception e)
    {
        _failingSince ??= time.GetTimestamp();
        folder.MarkUnsaved(true);
        LogSyncFailed(e, projectId);
        _news.Writer.TryWrite(true);
        if (time.GetElapsedTime(_failingSince.Value) >= PatienceWithS3)
        {
            notices.Problem("", $"The files cannot be saved at the moment: {e.Message} It is tried again, and nothing is lost while this worker lives.");
        }
    }

    private void Recovered()
    {
        _failingSince = null;
        notices.Solved("");
    }

    /// <summary>On its own, so that a Redis that is away keeps no file from being saved.</summary>
    private async Task TellAllAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _news.Reader.ReadAsync(cancellationToken);
            await TellAsync();
        }
    }

    private async Task TellAsync()
    {
        var changes = notices.Take();
        if (changes.Count == 0)
        {
            return;
        }

        foreach (var change in changes)
        {
            if (change.Message is { } message)
            {
                Announce?.Invoke(message);
            }
        }

        try
        {
            await channel.PublishAsync(projectId, new FileChanges(FileChanges.Worker, changes));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNotTold(e, projectId);
        }
    }

    /// <summary>Tells a restore's progress as far as the snapshot goes.</summary>
    private sealed class SnapshotSteps(IProgress<RestoreStep> progress) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) =>
            progress.Report(new RestoreStep(value.FilesDone, value.FilesTotal, value.BytesDone, value.BytesTotal));
    }

    /// <summary>What a round has to look at.</summary>
    /// <param name="Paths">Paths that changed on disk.</param>
    /// <param name="Hints">Files that changed in S3.</param>
    /// <param name="LooksThroughAll">Whether anything on disk may have changed.</param>
    /// <param name="ListsRemote">Whether anything in S3 may have changed.</param>
    private sealed record SyncWork(List<string> Paths, List<ProjectPath> Hints, bool LooksThroughAll, bool ListsRemote)
    {
        public bool IsAny => Paths.Count > 0 || Hints.Count > 0 || LooksThroughAll || ListsRemote;
    }
}
