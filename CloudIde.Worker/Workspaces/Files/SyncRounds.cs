using System.Collections.Concurrent;
using System.Threading.Channels;
using CloudIde.Core.Files;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Follows what changes on disk and in S3, in rounds: each takes what was told since the last one, and puts it back when it fails.
/// </summary>
internal sealed class SyncRounds(
    WorkspaceFolder folder,
    WorkspaceSync sync,
    FolderWatch? watch,
    DirtyPaths dirty,
    SaveFailures failures,
    TimeSpan syncInterval,
    TimeProvider time) : IDisposable
{
    /// <summary>How often S3 is listed without a hint that it changed. A listing costs money, and hints are rarely lost.</summary>
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(60);

    /// <summary>A program writes a file in several steps, and an editor saves by renaming: what comes this soon is one change.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(25);

    /// <summary>A file that changes while it is saved is looked at again, but not for ever.</summary>
    private const int MostLooks = 5;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<ProjectPath, bool> _hints = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private volatile bool _mustList;

    /// <summary>Whether the system tells of every change on disk.</summary>
    public bool IsTold => watch is { IsComplete: true };

    /// <summary>Follows both sides until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends then.</returns>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(FollowAsync(cancellationToken), WatchAsync(cancellationToken));

    /// <summary>Looks at S3 soon: something changed there, and what is not known.</summary>
    public void LookAtRemote()
    {
        _mustList = true;
        Wake();
    }

    /// <summary>Looks soon whether there is anything to do.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Hears what changed in S3.</summary>
    /// <param name="changes">What was told.</param>
    public void Hear(FileChanges changes)
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

        Wake();
    }

    /// <summary>Brings what programs have written so far to S3, and tries until it worked.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public Task SaveAsync(CancellationToken cancellationToken) => failures.UntilSavedAsync(
        async () =>
        {
            for (var look = 0; look < MostLooks && await SaveOnceAsync(cancellationToken); look++)
            {
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (watch is not null)
        {
            await watch.WaitAsync(cancellationToken);
            watch.Drain(dirty);
            Wake();

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
            if (!IsTold && time.GetElapsedTime(looked) >= syncInterval)
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
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            // What was written before is told by now: the kernel does it within the write.
            watch?.Drain(dirty);
            var paths = dirty.Take(out var looks);
            paths.AddRange(dirty.TakeEvenEarly());
            var work = new SyncWork(paths, [], looks || !IsTold, ListsRemote: false);
            await DoAsync(work, cancellationToken);
            return paths.Count > 0;
        }
        finally
        {
            _oneAtATime.Release();
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

    // Not the hints: what S3 gave no answer about, the sync itself keeps.
    private void PutBack(SyncWork work)
    {
        foreach (var path in work.Paths)
        {
            dirty.Add(path);
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
            if (!work.ListsRemote)
            {
                sync.ChangedRemotely(work.Hints);
            }

            if (work.ListsRemote || work.LooksThroughAll)
            {
                await sync.SyncAsync(work.ListsRemote, cancellationToken);
            }

            if (!work.ListsRemote && (work.Paths.Count > 0 || sync.IsBehind))
            {
                await sync.SyncPathsAsync(work.Paths, [], cancellationToken);
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

        if (!IsTold && syncInterval < wait)
        {
            wait = syncInterval;
        }

        if (sync.IsBehind && SaveFailures.RetryDelay < wait)
        {
            wait = SaveFailures.RetryDelay;
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
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var work = TakeWork(isListingDue);
            if (work.IsAny || sync.IsBehind)
            {
                await DoAsync(work, cancellationToken);
                folder.MarkUnsaved(false);
                failures.Recovered();
            }

            return work.ListsRemote;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is: a sync that silently ends would lose everything written from then on.
            failures.Failed(e);
        }
        finally
        {
            _oneAtATime.Release();
        }

        await Task.Delay(SaveFailures.RetryDelay, time, cancellationToken);
        return false;
    }
}
