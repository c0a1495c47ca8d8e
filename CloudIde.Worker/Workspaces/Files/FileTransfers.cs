using Amazon.S3;
using CloudIde.Core.Projects;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Moves single files between disk and S3. Each call ends well, or in a failure of S3, which is tried again later.</summary>
internal sealed partial class FileTransfers(
    ProjectStore store, WorkspaceDisk disk, SyncState state, FolderMarkers folders, SyncNotices notices, DirtyPaths dirty,
    SyncLimits limits, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// The clock of a file system moves in steps of up to 10 ms: a file that was written this short ago could be written once
    /// more without a difference in its time.
    /// </summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(20);

    /// <summary>Brings a file to S3, unless S3 has another version than the known one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="local">Its state.</param>
    /// <param name="known">How it was when both were equal, or null when S3 has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is done.</returns>
    public async Task UploadAsync(ProjectPath path, LocalFile local, SyncedFile? known, CancellationToken cancellationToken)
    {
        try
        {
            if (!await IsSettledAsync(path, local, cancellationToken))
            {
                return;
            }

            if (known is { } before && await HasSameContentAsync(path, local, before, cancellationToken))
            {
                Remember(path, new SyncedFile(local, before.ETag));
                return;
            }

            var started = time.GetTimestamp();
            if (await store.UploadAsync(path, disk.FullPath(path), local, known?.ETag, cancellationToken) is not { } etag)
            {
                state.ChangedRemotely[path] = true;
                return;
            }

            // The state from before the upload: a write during it shows as a change next time.
            Remember(path, new SyncedFile(local, etag));
            dirty.Uploaded(path.Value, time.GetElapsedTime(started));
            notices.Written(path, etag, local.Size);
            notices.Solved(path.Value);
        }
        catch (FileNotFoundException)
        {
            // Deleted since the scan; the next one sees it.
            dirty.Add(path.Value);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            LogUnreadable(e, path);
            var becomes = known is null ? "it is not saved" : "the version that was saved last is kept";
            notices.Problem(path.Value, $"{path} cannot be read, so {becomes}: {DiskError.Describe(e)}");
            dirty.AddLater(path.Value);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "EntityTooLarge")
        {
            // Would be refused each time, and must not keep the others from being saved.
            LogTooLarge(e, path);
            notices.Problem(path.Value, $"{path} is larger than S3 takes, so it is not saved.");
        }
        catch (Exception e) when (e is not OperationCanceledException && disk.Look(path) != local)
        {
            // Became shorter, or its bytes no longer fit their checksum.
            LogUnsteady(e, path);
            dirty.Add(path.Value);
        }
    }

    /// <summary>Brings a file from S3, unless somebody changes it here meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What is in its place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is done.</returns>
    public async Task DownloadAsync(ProjectPath path, LocalFile? expected, CancellationToken cancellationToken)
    {
        var temporaryPath = disk.TemporaryPath();
        try
        {
            disk.CreateFolderOf(path);
            if (await store.DownloadAsync(path, temporaryPath, expected is { Executable: true }, cancellationToken) is not { } synced)
            {
                // Deleted since; found with the next look.
                state.ChangedRemotely[path] = true;
                return;
            }

            if (disk.Place(temporaryPath, path, expected) is not { } placed)
            {
                // Changed on both sides now: the next round keeps both.
                state.ChangedRemotely[path] = true;
                return;
            }

            // Moving it changed nothing of what it holds; what somebody wrote since shows as a change.
            var isSame = placed.HasContentOf(synced.Local);
            Remember(path, isSame ? synced with { Local = placed with { Executable = synced.Local.Executable } } : synced);
            notices.Solved(path.Value);
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            // For example a folder in the file's place, or a full disk. S3 has the file nevertheless.
            LogUnwritable(e, path);
            notices.Problem(path.Value, $"{path} was changed in the editor but cannot be written to the workspace's disk: {DiskError.Describe(e)}");
            state.Refused[path] = true;
            dirty.AddLater(path.Value);
        }
        finally
        {
            disk.DeleteTemporary(temporaryPath);
        }
    }

    /// <summary>Both sides have versions of their own: S3's keeps the name, the disk's gets another.</summary>
    /// <param name="path">The file.</param>
    /// <param name="local">The disk's version.</param>
    /// <param name="etag">S3's version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is done.</returns>
    public async Task KeepBothAsync(ProjectPath path, LocalFile local, string etag, CancellationToken cancellationToken)
    {
        try
        {
            if (await disk.HashAsync(path, cancellationToken) == etag.Trim('"') && disk.Look(path) == local)
            {
                // Both wrote the same, or an upload was stored whose answer was lost. S3 may not know that it is executable.
                Remember(path, new SyncedFile(local with { Executable = false }, etag));
                return;
            }

            var copy = ConflictNames.For(path.Value, time.GetUtcNow(), name => state.Files.ContainsKey(name) || disk.Look(name) is not null);
            disk.Move(path, copy);
            LogConflict(path, copy);
            notices.Conflict(path.Value, copy.Value);

            await DownloadAsync(path, null, cancellationToken);
            if (disk.Look(copy) is { } moved && moved.Size <= limits.LargestObject)
            {
                await UploadAsync(copy, moved, null, cancellationToken);
            }
        }
        catch (Exception e) when (DiskError.Is(e))
        {
            LogUnwritable(e, path);
            notices.Problem(path.Value, $"{path} was changed on both sides, and the terminal's version cannot be kept: {DiskError.Describe(e)}");
            state.Refused[path] = true;
            dirty.AddLater(path.Value);
        }
    }

    /// <summary>Deletes a file in S3, unless it was changed there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="knownETag">The version that is deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is deleted.</returns>
    public async Task<bool> DeleteRemoteAsync(ProjectPath path, string knownETag, CancellationToken cancellationToken)
    {
        if (!await store.DeleteAsync(path, knownETag, cancellationToken))
        {
            state.ChangedRemotely[path] = true;
            return false;
        }

        state.Files.TryRemove(path, out _);
        notices.Deleted(path);
        return true;
    }

    /// <summary>Deletes a file on disk, unless it was changed there: a change wins over a deletion.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">How it has to be.</param>
    /// <param name="marked">The folders that S3 has a marker of.</param>
    public void DeleteLocal(ProjectPath path, LocalFile expected, IReadOnlySet<ProjectPath> marked)
    {
        try
        {
            if (!disk.Delete(path, expected))
            {
                state.ChangedRemotely[path] = true;
                dirty.Add(path.Value);
                return;
            }

            state.Files.TryRemove(path, out _);
            folders.RemoveEmptyFoldersAbove(path, marked);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritable(e, path);
            notices.Problem(path.Value, $"{path} was deleted in the editor but cannot be deleted on the workspace's disk: {DiskError.Describe(e)}");
            state.Refused[path] = true;
            dirty.AddLater(path.Value);
        }
    }

    private void Remember(ProjectPath path, SyncedFile synced)
    {
        state.Files[path] = synced;
        state.InSnapshot.TryRemove(path, out _);
    }

    private async Task<bool> IsSettledAsync(ProjectPath path, LocalFile local, CancellationToken cancellationToken)
    {
        var age = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddTicks(local.ModifiedNanoseconds / TimeSpan.NanosecondsPerTick);
        if (age.Duration() >= ClockStep)
        {
            return true;
        }

        await Task.Delay(ClockStep, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (disk.Look(path) == local)
        {
            return true;
        }

        dirty.Add(path.Value);
        return false;
    }

    /// <summary>Whether only its times changed, as after a checkout back and forth; reading it costs less than an upload.</summary>
    private async Task<bool> HasSameContentAsync(ProjectPath path, LocalFile local, SyncedFile before, CancellationToken cancellationToken) =>
        local.Size == before.Local.Size && local.Executable == before.Local.Executable
            && await disk.HashAsync(path, cancellationToken) == before.ETag.Trim('"')
            && disk.Look(path) == local;

    [LoggerMessage(LogLevel.Warning, "The file {Path} was changed on both sides; the terminal's version is kept as {Copy}.", EventName = "Conflict")]
    private partial void LogConflict(ProjectPath path, ProjectPath copy);

    [LoggerMessage(LogLevel.Warning, "The file {Path} cannot be read, so it is not saved.", EventName = "Unreadable")]
    private partial void LogUnreadable(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Warning, "The file {Path} cannot be written.", EventName = "Unwritable")]
    private partial void LogUnwritable(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Warning, "The file {Path} is larger than S3 takes, so it is not saved.", EventName = "TooLarge")]
    private partial void LogTooLarge(Exception exception, ProjectPath path);

    [LoggerMessage(LogLevel.Debug, "The file {Path} changed while it was uploaded; the next round takes it.", EventName = "Unsteady")]
    private partial void LogUnsteady(Exception exception, ProjectPath path);
}
