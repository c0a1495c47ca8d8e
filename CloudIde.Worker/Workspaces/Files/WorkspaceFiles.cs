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
    ProjectStore store,
    WorkspaceSync sync,
    ProjectSnapshot snapshot,
    FolderWatch? watch,
    SyncRounds rounds,
    SnapshotSaves snapshots,
    SaveFailures failures,
    SyncNotices notices,
    FileNews news,
    FileChangeChannel channel,
    WorkerSettings settings,
    TimeProvider time,
    ILogger<WorkspaceFiles> logger) : IAsyncDisposable
{
    private IAsyncDisposable? _subscription;

    /// <summary>Told of conflicts and problems, for whoever sits at a terminal. Set before the restore.</summary>
    public Action<string>? Announce
    {
        get => news.Announce;
        set => news.Announce = value;
    }

    /// <summary>Brings the files to the worker's disk.</summary>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they are there.</returns>
    public async Task RestoreAsync(IProgress<RestoreStep> progress, CancellationToken cancellationToken)
    {
        // Before the listing: a save that comes after it is heard of.
        _subscription = await channel.SubscribeAsync(projectId, rounds.Hear);
        var (remote, folders) = await store.ListAsync(cancellationToken);
        var plan = new RestorePlan(remote, time);
        var restored = await snapshot.RestoreAsync(plan.Decide, new SnapshotSteps(progress), cancellationToken);
        await RestoreRestAsync(remote, folders, restored, progress, cancellationToken);
        foreach (var (path, copy) in plan.Conflicts)
        {
            if (!ProjectPath.TryParse(path, out var key, out _) || !await sync.TryRemoveSameAsync(key, copy, cancellationToken))
            {
                notices.Conflict(path, copy.Value);
            }
        }

        foreach (var problem in restored.Problems)
        {
            notices.Problem(problem.Path, $"{problem.Path} could not be restored: {problem.Reason}");
        }

        news.TellSoon();

        // Begins to watch every folder.
        await sync.SyncAsync(lookAtRemote: false, cancellationToken);
        if (!rounds.IsTold)
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
            await Task.WhenAll(rounds.RunAsync(cancellationToken), snapshots.RunAsync(cancellationToken), news.RunAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workspace ends.
        }
    }

    /// <summary>Looks at S3 soon: something changed there, and what is not known.</summary>
    public void LookAtRemote() => rounds.LookAtRemote();

    /// <summary>Brings what programs have written so far to S3, and tries until it worked.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public Task SaveAsync(CancellationToken cancellationToken) => rounds.SaveAsync(cancellationToken);

    /// <summary>Saves everything, the snapshot too, and tries until it worked: giving the workspace up unsaved would lose work.</summary>
    /// <param name="cancellationToken">Gives up, such as since the lease is lost.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public async Task SaveAllAsync(CancellationToken cancellationToken)
    {
        // Once more after changes: the snapshot's copies then know when S3 stored the objects that were just written.
        await failures.UntilSavedAsync(
            async () => _ = await sync.SyncAsync(lookAtRemote: true, cancellationToken) > 0 && await sync.SyncAsync(lookAtRemote: true, cancellationToken) > 0,
            cancellationToken);
        await failures.UntilSavedAsync(() => snapshots.SaveAsync(includeCached: true, cancellationToken), cancellationToken);
        await news.TellLastAsync(cancellationToken);
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
                LogNotUnsubscribed(e, projectId);
            }
        }

        watch?.Dispose();
        sync.Dispose();
        snapshots.Dispose();
        rounds.Dispose();
    }

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

    /// <summary>Tells a restore's progress as far as the snapshot goes.</summary>
    private sealed class SnapshotSteps(IProgress<RestoreStep> progress) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) =>
            progress.Report(new RestoreStep(value.FilesDone, value.FilesTotal, value.BytesDone, value.BytesTotal));
    }

    [LoggerMessage(LogLevel.Warning, "Changes of {ProjectId} cannot be watched completely; its folder is looked through every {Interval} instead.", EventName = "NotWatched")]
    private partial void LogNotWatched(string projectId, TimeSpan interval);

    [LoggerMessage(LogLevel.Warning, "The subscription to changed files of {ProjectId} could not be ended.", EventName = "NotUnsubscribed")]
    private partial void LogNotUnsubscribed(Exception exception, string projectId);
}
