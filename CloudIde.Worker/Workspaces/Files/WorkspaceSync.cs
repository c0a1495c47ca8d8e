using CloudIde.Core.Projects;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Keeps a workspace's folder and S3 equal. Each side is compared with the state in which both were last equal, so it is
/// known who changed what; only what changed moves. When both changed one file, both versions are kept.
/// </summary>
internal sealed partial class WorkspaceSync(
    ProjectStore store, string root, string temporaryFolder, TimeProvider time, ILogger<WorkspaceSync> logger) : IDisposable
{
    private const int Parallelism = 16;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Dictionary<ProjectPath, SyncedFile> _files = [];
    private readonly HashSet<ProjectPath> _folders = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private int _temporaryFiles;

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
            Directory.CreateDirectory(FullPath(folder));
            _folders.Add(folder);
        }

        var done = 0;
        await Parallel.ForEachAsync(remote.Keys, Bounded(cancellationToken), async (path, token) =>
        {
            await DownloadAsync(path, token);
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
        var tree = FileTree.Scan(root, cancellationToken);
        Report(tree.Refused);
        var (remote, remoteFolders) = lookAtRemote ? await store.ListAsync(cancellationToken) : KnownRemote();

        // What both sides did is found first and done then: an upload must not be taken for somebody else's change.
        var steps = new List<Func<CancellationToken, Task>>();
        foreach (var path in tree.Files.Keys.Union(remote.Keys).Union(_files.Keys).ToList())
        {
            if (Plan(path, tree, remote) is { } step)
            {
                steps.Add(step);
            }
        }

        await Parallel.ForEachAsync(steps, Bounded(cancellationToken), async (step, token) => await step(token));
        return steps.Count + await SyncFoldersAsync(tree, remoteFolders, cancellationToken);
    }

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
            (true, false) => token => DeleteRemoteAsync(path, token),
            (false, true) when etag is not null => token => DownloadAsync(path, token),
            (false, true) => token => DeleteLocalAsync(path, token),
            // Both changed it. Where only one side still has it, a change wins over a deletion.
            (true, true) when local is null && etag is null => token => ForgetAsync(path, token),
            (true, true) when local is null => token => DownloadAsync(path, token),
            (true, true) when etag is null => token => UploadAsync(path, local!.Value, null, token),
            (true, true) => token => KeepBothAsync(path, local!.Value, token),
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
    }

    private async Task DownloadAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        var fullPath = FullPath(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
            if (await store.DownloadAsync(path, fullPath, TemporaryPath(), cancellationToken) is { } synced)
            {
                Remember(path, synced);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // For example a file that became a folder on the other side: the next round sees more.
            LogUnwritable(e, path);
        }
    }

    private async Task KeepBothAsync(ProjectPath path, LocalFile local, CancellationToken cancellationToken)
    {
        var copy = ProjectPath.Parse(ConflictName(path));
        File.Move(FullPath(path), FullPath(copy), overwrite: false);
        LogConflict(path, copy);
        await DownloadAsync(path, cancellationToken);
        await UploadAsync(copy, local, null, cancellationToken);
    }

    private async Task DeleteRemoteAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(path, cancellationToken);
        await ForgetAsync(path, cancellationToken);
    }

    private Task DeleteLocalAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        File.Delete(FullPath(path));
        return ForgetAsync(path, cancellationToken);
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

    private async Task<int> SyncFoldersAsync(FileTree tree, HashSet<ProjectPath> remote, CancellationToken cancellationToken)
    {
        var changes = 0;
        foreach (var folder in tree.EmptyFolders.Except(_folders).ToList())
        {
            await store.MarkFolderAsync(folder, cancellationToken);
            _folders.Add(folder);
            changes++;
        }

        // Made or removed by the other side; or filled or removed here, so that the mark is needless.
        foreach (var folder in remote.Except(_folders).ToList())
        {
            Directory.CreateDirectory(FullPath(folder));
            _folders.Add(folder);
            changes++;
        }

        foreach (var folder in _folders.Where(folder => !Directory.Exists(FullPath(folder))).ToList())
        {
            await store.UnmarkFolderAsync(folder, cancellationToken);
            _folders.Remove(folder);
            changes++;
        }

        return changes;
    }

    private string ConflictName(ProjectPath path)
    {
        var name = path.Name;
        var folder = path.Value[..^name.Length];
        var stem = Path.GetFileNameWithoutExtension(name);
        var when = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH.mm.ss", System.Globalization.CultureInfo.InvariantCulture);
        return $"{folder}{stem} (conflict, from the terminal {when}){Path.GetExtension(name)}";
    }

    private void Remember(ProjectPath path, SyncedFile synced)
    {
        lock (_files)
        {
            _files[path] = synced;
        }
    }

    private string FullPath(ProjectPath path) => Path.Combine(root, path.Value);

    private string TemporaryPath() => Path.Combine(temporaryFolder, $"download-{Interlocked.Increment(ref _temporaryFiles)}");

    private void Report(IReadOnlyList<string> refused)
    {
        foreach (var name in refused.Where(_reported.Add))
        {
            LogRefused(name);
        }
    }
}
