using System.Security.Cryptography;
using Amazon.S3;
using CloudIde.Core.Projects;
using CloudIde.Worker.Pty.Isolation;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Keeps a workspace's folder and S3 equal. Each side is compared with the state in which both were last equal, so it is
/// known who changed what; only what changed moves. When both changed one file, both versions are kept.
/// </summary>
internal sealed partial class WorkspaceSync(
    ProjectStore store, string root, string temporaryFolder, FileSystemUser user, TimeProvider time, ILogger<WorkspaceSync> logger)
    : IDisposable
{
    private const int Parallelism = 16;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<ProjectPath, SyncedFile> _files = [];
    private readonly HashSet<ProjectPath> _folders = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    // Set when S3 refused an upload: its version is not the one we knew.
    private bool _remoteChanged;

    /// <summary>Brings everything from S3 to an empty folder.</summary>
    /// <param name="progress">Told how many of how many files are there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the folder is complete.</returns>
    public async Task RestoreAsync(IProgress<(int Done, int Total)> progress, CancellationToken cancellationToken)
    {
        var (remote, folders) = await store.ListAsync(cancellationToken);
        foreach (var folder in folders)
        {
            TryCreateFolder(folder);
        }

        var done = 0;
        await Parallel.ForEachAsync(remote.Keys, Bounded(cancellationToken), async (path, token) =>
        {
            await DownloadAsync(path, null, token);
            progress.Report((Interlocked.Increment(ref done), remote.Count));
        });
    }

    /// <summary>Moves what changed since the last time.</summary>
    /// <param name="lookAtRemote">Whether S3 may have changed too; otherwise only the folder is looked at.</param>
    /// <param name="cancellationToken">Gives up, for example since the lease is lost.</param>
    /// <returns>How many files and folders moved, in either direction.</returns>
    public async Task<int> SyncAsync(bool lookAtRemote, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var changes = await SyncOnceAsync(lookAtRemote || _remoteChanged, cancellationToken);
            if (_remoteChanged)
            {
                changes += await SyncOnceAsync(lookAtRemote: true, cancellationToken);
            }

            return changes;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    private static ParallelOptions Bounded(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };

    private async Task<int> SyncOnceAsync(bool lookAtRemote, CancellationToken cancellationToken)
    {
        _remoteChanged = false;
        lookAtRemote |= RestoreRoot();
        var tree = Scan(cancellationToken);
        Report(tree);
        var (remote, remoteFolders) = lookAtRemote ? await store.ListAsync(cancellationToken) : KnownRemote();

        // What both sides did is found first and done then: an upload must not be taken for somebody else's change.
        var deletions = new List<(ProjectPath Path, LocalFile Local)>();
        var steps = new List<Func<CancellationToken, Task>>();
        foreach (var path in tree.Files.Keys.Union(remote.Keys).Union(_files.Keys).ToList())
        {
            if (tree.IsUnknown(path))
            {
                continue;
            }

            if (IsDeletedRemotely(path, tree, remote) is { } local)
            {
                deletions.Add((path, local));
            }
            else if (Plan(path, tree, remote) is { } step)
            {
                steps.Add(step);
            }
        }

        // Before all else: a file may have made place for a folder, or the other way round.
        foreach (var (path, local) in deletions)
        {
            DeleteLocal(path, local, remoteFolders);
        }

        var removedFolders = RemoveUnmarkedFolders(tree, remoteFolders);
        await Parallel.ForEachAsync(steps, Bounded(cancellationToken), async (step, token) => await step(token));
        return deletions.Count + steps.Count + removedFolders + await SyncFoldersAsync(tree, remoteFolders, cancellationToken);
    }

    /// <summary>
    /// A folder that is gone as a whole, or became a link to another one, says nothing about its files: they are brought
    /// back. Whoever wants to delete a project does it in the editor.
    /// </summary>
    private bool RestoreRoot()
    {
        using var scope = user.Enter();
        var folder = new DirectoryInfo(root);
        if (folder.Exists && folder.LinkTarget is null)
        {
            return false;
        }

        LogRootRemoved();
        File.Delete(root);
        folder.Create();
        _files.Clear();
        _folders.Clear();
        return true;
    }

    private LocalFile? IsDeletedRemotely(ProjectPath path, FileTree tree, Dictionary<ProjectPath, RemoteFile> remote) =>
        !remote.ContainsKey(path) && _files.TryGetValue(path, out var known)
            && tree.Files.TryGetValue(path, out var local) && local == known.Local
            ? local
            : null;

    private (Dictionary<ProjectPath, RemoteFile> Files, HashSet<ProjectPath> Folders) KnownRemote() =>
        (_files.ToDictionary(entry => entry.Key, entry => new RemoteFile(entry.Value.ETag, entry.Value.Local.Size)), [.. _folders]);

    private Func<CancellationToken, Task>? Plan(
        ProjectPath path, FileTree tree, Dictionary<ProjectPath, RemoteFile> remote)
    {
        SyncedFile? known = _files.TryGetValue(path, out var synced) ? synced : null;
        LocalFile? local = tree.Files.TryGetValue(path, out var file) ? file : null;
        string? etag = remote.TryGetValue(path, out var theirs) ? theirs.ETag : null;
        var localChanged = local != known?.Local;
        var remoteChanged = etag != known?.ETag;
        return (localChanged, remoteChanged) switch
        {
            (false, false) => null,
            (true, false) when local is { } changed => token => UploadAsync(path, changed, known?.ETag, token),
            (true, false) => token => DeleteRemoteAsync(path, known!.Value.ETag, token),
            (false, true) => token => DownloadAsync(path, local, token),
            // Both changed it. Where only one side still has it, a change wins over a deletion.
            (true, true) when local is null && etag is null => token => ForgetAsync(path, token),
            (true, true) when local is null => token => DownloadAsync(path, null, token),
            (true, true) when etag is null => token => UploadAsync(path, local!.Value, null, token),
            (true, true) => token => KeepBothAsync(path, local!.Value, etag!, token),
        };
    }

    private async Task UploadAsync(ProjectPath path, LocalFile local, string? knownETag, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.UploadAsync(path, FullPath(path), local, knownETag, cancellationToken) is { } etag)
            {
                // The state from before the upload: a write during it shows as a change next time.
                Remember(path, new SyncedFile(local, etag));
            }
            else
            {
                _remoteChanged = true;
            }
        }
        catch (FileNotFoundException)
        {
            // Deleted since the scan; the next one sees it.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(e, path);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "EntityTooLarge")
        {
            // Would be refused each time, and must not keep the others from being saved.
            LogTooLarge(e, path);
        }
        catch (Exception e) when (e is not OperationCanceledException && Look(path) != local)
        {
            // Became shorter, or its bytes no longer fit their checksum.
            LogUnsteady(e, path);
        }
    }

    private async Task DownloadAsync(ProjectPath path, LocalFile? expected, CancellationToken cancellationToken)
    {
        var temporaryPath = TemporaryPath();
        try
        {
            CreateFolderOf(path);
            if (await store.DownloadAsync(path, temporaryPath, expected is { Executable: true }, cancellationToken) is { } synced)
            {
                Place(path, temporaryPath, expected, synced);
            }
        }
        catch (Exception e) when (e is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            // For example a folder in the file's place. S3 has the file nevertheless.
            LogUnwritable(e, path);
        }
        finally
        {
            DeleteTemporary(temporaryPath);
        }
    }

    /// <summary>Moves a download to its place, unless somebody wrote there meanwhile.</summary>
    private void Place(ProjectPath path, string temporaryPath, LocalFile? expected, SyncedFile synced)
    {
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        if (new FileInfo(fullPath).LinkTarget is not null)
        {
            throw new IOException("A symbolic link is in its place.");
        }

        if (FileTree.Look(fullPath) != expected)
        {
            // Changed on both sides now: the next round keeps both.
            _remoteChanged = true;
            return;
        }

        File.Move(temporaryPath, fullPath, overwrite: true);
        Remember(path, synced);
    }

    private async Task KeepBothAsync(ProjectPath path, LocalFile local, string etag, CancellationToken cancellationToken)
    {
        try
        {
            if (await HashAsync(path, cancellationToken) == etag.Trim('"') && Look(path) == local)
            {
                // Both wrote the same, or an upload was stored whose answer was lost. S3 may not know that it is executable.
                Remember(path, new SyncedFile(local with { Executable = false }, etag));
                return;
            }

            var copy = ConflictCopy(path);
            Move(path, copy);
            LogConflict(path, copy);
            await DownloadAsync(path, null, cancellationToken);
            await UploadAsync(copy, local, null, cancellationToken);
        }
        catch (Exception e) when (e is (IOException and not HttpIOException) or UnauthorizedAccessException)
        {
            LogUnwritable(e, path);
        }
    }

    private async Task<string> HashAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
#pragma warning disable CA5351 // S3's ETag of an object that was written at once is its MD5; nothing rests on its strength.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(file, cancellationToken));
#pragma warning restore CA5351
    }

    private async Task DeleteRemoteAsync(ProjectPath path, string knownETag, CancellationToken cancellationToken)
    {
        if (await store.DeleteAsync(path, knownETag, cancellationToken))
        {
            await ForgetAsync(path, cancellationToken);
        }
        else
        {
            _remoteChanged = true;
        }
    }

    private void DeleteLocal(ProjectPath path, LocalFile expected, HashSet<ProjectPath> marked)
    {
        using var scope = user.Enter();
        try
        {
            if (FileTree.Look(FullPath(path)) != expected)
            {
                // Written since the scan: a change wins over a deletion.
                _remoteChanged = true;
                return;
            }

            File.Delete(FullPath(path));
            _files.Remove(path);
            RemoveEmptyFoldersAbove(path, marked);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritable(e, path);
        }
    }

    private Task ForgetAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_files)
        {
            _files.Remove(path);
        }

        return Task.CompletedTask;
    }

    private ProjectPath ConflictCopy(ProjectPath path)
    {
        var name = path.Name;
        var when = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH.mm.ss", System.Globalization.CultureInfo.InvariantCulture);
        var suffix = $" (conflict, from the terminal {when}){Path.GetExtension(name)}";

        // A name that becomes too long is cut; where the folder's own name leaves no room, the copy goes to the top.
        foreach (var folder in (string[])[path.Value[..^name.Length], ""])
        {
            for (var stem = Path.GetFileNameWithoutExtension(name); stem.Length > 0; stem = stem[..^1])
            {
                if (ProjectPath.TryParse($"{folder}{stem}{suffix}", out var copy, out _))
                {
                    return copy;
                }
            }
        }

        return ProjectPath.Parse($"conflict, from the terminal {when}");
    }

    private void Remember(ProjectPath path, SyncedFile synced)
    {
        lock (_files)
        {
            _files[path] = synced;
        }
    }

    private string FullPath(ProjectPath path) => Path.Combine(root, path.Value);

    private string TemporaryPath() => Path.Combine(temporaryFolder, $"download-{Guid.NewGuid():N}");

    private void Report(FileTree tree)
    {
        foreach (var name in tree.Refused.Where(_reported.Add))
        {
            LogRefused(name);
        }

        foreach (var folder in tree.Unreadable.Where(_reported.Add))
        {
            LogUnreadableFolder(folder);
        }
    }
}
