using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using CloudIde.Core.Aws;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Compares what disk and S3 hold with the state in which both were last equal, and does what follows from it.</summary>
internal sealed class SyncSteps(SyncState state, FolderMarkers folders, FileTransfers transfers, SyncNotices notices, SyncLimits limits)
{
    private const int Parallelism = 16;

    /// <summary>For a hundred thousand files the same sentence is made once a round.</summary>
    private const int FirstWithoutRoom = -1;

    /// <summary>After this many failures of S3 in a round the rest of the round is not tried.</summary>
    public const int MostFailures = 2 * Parallelism;

    /// <summary>How many requests to S3 are under way at once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The options of a loop.</returns>
    public static ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    /// <summary>Whether a request to S3 failed in a way that the next one may not.</summary>
    /// <param name="e">The error.</param>
    /// <param name="cancellationToken">With it the caller gives up, which is no failure.</param>
    /// <returns>True when it did.</returns>
    public static bool IsFailure(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && (AwsFailure.Is(e) || e is IOException or TimeoutException or OperationCanceledException);

    /// <summary>Moves what changed.</summary>
    /// <param name="tree">What the disk holds.</param>
    /// <param name="paths">The files to compare.</param>
    /// <param name="remote">What S3 holds.</param>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many files and folders moved, in either direction.</returns>
    public async Task<int> ApplyAsync(
        FileTree tree, IEnumerable<ProjectPath> paths, RemoteView remote, IReadOnlySet<ProjectPath> marked, CancellationToken cancellationToken)
    {
        // What both sides did is found first and done then: an upload must not be taken for somebody else's change.
        var deletions = new List<(ProjectPath Path, LocalFile Local)>();
        var steps = new List<Step>();
        var removals = new List<Step>();
        var room = limits.MostObjects - state.Files.Count;
        foreach (var path in paths.ToList())
        {
            if (tree.IsUnknown(path))
            {
                continue;
            }

            LocalFile? local = tree.Files.TryGetValue(path, out var entry) ? LocalFile.Of(entry) : null;
            if (local is { } left && remote.ETag(path) is null && state.Files.TryGetValue(path, out var known) && left == known.Local)
            {
                deletions.Add((path, left));
            }
            else if (Plan(path, local, remote.ETag(path), ref room) is { } step)
            {
                (IsRemoval(path, local, remote.ETag(path)) ? removals : steps).Add(new Step(path, step));
            }
        }

        foreach (var path in remote.Looked)
        {
            state.ChangedRemotely.TryRemove(path, out _);
        }

        // Before all else: a file may have made place for a folder, or the other way round.
        foreach (var (path, local) in deletions)
        {
            transfers.DeleteLocal(path, local, marked);
        }

        var removedFolders = folders.RemoveUnmarked(tree, marked);
        var failures = new ConcurrentQueue<Exception>();
        await RunAsync(steps, failures, cancellationToken);
        await RemoveAsync(removals, failures, cancellationToken);
        var madeFolders = folders.CreateMarked(marked);
        var marks = folders.Steps(tree).Select(step => new Step(null, step)).ToList();
        await RunAsync(marks, failures, cancellationToken);
        if (failures.TryDequeue(out var first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return deletions.Count + steps.Count + removals.Count + removedFolders + madeFolders + marks.Count;
    }

    /// <summary>
    /// A renamed file is one new and one deleted: as long as the new one is not saved, a worker that is killed must not take the
    /// only copy along.
    /// </summary>
    private async Task RemoveAsync(List<Step> removals, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        if (failures.IsEmpty)
        {
            await RunAsync(removals, failures, cancellationToken);
            return;
        }

        foreach (var removal in removals)
        {
            state.ChangedRemotely[removal.Path!.Value] = true;
        }
    }

    private bool IsRemoval(ProjectPath path, LocalFile? local, string? etag) =>
        local is null && state.Files.TryGetValue(path, out var known) && known.ETag == etag;

    private Func<CancellationToken, Task>? Plan(ProjectPath path, LocalFile? local, string? etag, ref int room)
    {
        SyncedFile? known = state.Files.TryGetValue(path, out var synced) ? synced : null;
        if (local is { } file && local != known?.Local && etag == known?.ETag && BelongsIntoSnapshot(path, file, known is null, ref room))
        {
            return null;
        }

        return (local != known?.Local, etag != known?.ETag) switch
        {
            (false, false) => null,
            (true, false) when local is { } changed => token => transfers.UploadAsync(path, changed, known, token),
            (true, false) => token => transfers.DeleteRemoteAsync(path, known!.Value.ETag, token),
            (false, true) => token => transfers.DownloadAsync(path, local, token),
            // Both changed it. Where only one side still has it, a change wins over a deletion.
            (true, true) when local is null && etag is null => token => ForgetAsync(path, token),
            (true, true) when local is null => token => transfers.DownloadAsync(path, null, token),
            (true, true) when etag is null => token => transfers.UploadAsync(path, local!.Value, null, token),
            (true, true) => token => transfers.KeepBothAsync(path, local!.Value, etag!, token),
        };
    }

    /// <summary>Whether a file that only the disk has in this version is too large, or one too many, for an object of its own.</summary>
    private bool BelongsIntoSnapshot(ProjectPath path, LocalFile file, bool isNew, ref int room)
    {
        if (file.Size > limits.LargestObject)
        {
            state.InSnapshot[path] = true;
            notices.Problem(path.Value, $"{path} has outgrown {limits.LargestObject >> 20} MiB: it is kept in the snapshot and no longer shown in the editor.");
            return true;
        }

        if (isNew && --room < 0)
        {
            state.InSnapshot[path] = true;
            if (room == FirstWithoutRoom)
            {
                notices.Problem("", string.Create(
                    CultureInfo.InvariantCulture,
                    $"The project has {limits.MostObjects:N0} files; further ones are kept in the snapshot and not shown in the editor."));
            }

            return true;
        }

        return false;
    }

    /// <summary>Each step for itself: what fails must not keep the others from being done, unless S3 is away altogether.</summary>
    private async Task RunAsync(List<Step> steps, ConcurrentQueue<Exception> failures, CancellationToken cancellationToken)
    {
        var open = new ConcurrentDictionary<Step, bool>(steps.Select(step => KeyValuePair.Create(step, true)));
        try
        {
            await Parallel.ForEachAsync(steps, Bounded(cancellationToken), async (step, token) =>
            {
                try
                {
                    if (failures.Count < MostFailures)
                    {
                        await step.RunAsync(token);
                        open.TryRemove(step, out _);
                    }
                }
                catch (Exception e) when (IsFailure(e, token))
                {
                    failures.Enqueue(e);
                }
            });
        }
        finally
        {
            // Not forgotten: the next round asks S3 for them. Only for them, or with many it would never get through.
            foreach (var path in open.Keys.Select(step => step.Path).OfType<ProjectPath>())
            {
                state.ChangedRemotely[path] = true;
            }
        }
    }

    private Task ForgetAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        state.Files.TryRemove(path, out _);
        return Task.CompletedTask;
    }

    /// <summary>What one file, or one folder's marker, needs.</summary>
    /// <param name="Path">The file, or null.</param>
    /// <param name="RunAsync">Does it.</param>
    private sealed record Step(ProjectPath? Path, Func<CancellationToken, Task> RunAsync);
}
