using System.Buffers;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots.Archives;
using CloudIde.Worker.Workspaces.Snapshots.Storage;
using ZstdSharp;

namespace CloudIde.Worker.Workspaces.Snapshots.Restoring;

/// <summary>
/// One restore: the packs are streamed from the newest to the oldest, so that each path is written once. Files are written while
/// the archive is read, links after all files, and folders get their modes last.
/// </summary>
internal sealed class SnapshotRestore(
    SnapshotStore store,
    string root,
    string temporaryFolder,
    FileSystemUser user,
    Func<SnapshotEntry, RestoreChoice> decide,
    IProgress<SnapshotProgress>? progress,
    TimeProvider time)
{
    // Files up to this size are left to the other threads.
    private const int SmallFile = 256 * 1024;

    private const int ReadBuffer = 256 * 1024;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly EntryPlacer _placer = new(root, temporaryFolder, user);
    private readonly NewestEntries _newest = new();
    private readonly Lock _lock = new();
    private readonly List<SnapshotItem> _placed = [];
    private readonly List<SnapshotProblem> _problems = [];
    private readonly List<(string Path, string Archived, PaxEntry Entry)> _links = [];
    private readonly List<(string Path, string Archived, PaxEntry Entry)> _folders = [];
    private readonly byte[] _buffer = new byte[ReadBuffer];
    private SnapshotIndex _index = null!;
    private SnapshotProgress _done;
    private long _reported;

    /// <summary>Restores.</summary>
    /// <param name="manifest">The packs.</param>
    /// <param name="etag">The manifest's version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was done, and what the snapshot holds.</returns>
    internal async Task<(SnapshotRestored Restored, SnapshotIndex Index)> RunAsync(
        SnapshotManifest manifest, string? etag, CancellationToken cancellationToken)
    {
        _index = new SnapshotIndex(manifest, etag);
        _done = new SnapshotProgress(0, manifest.Packs.Sum(pack => (long)pack.Entries), 0, manifest.Packs.Sum(pack => pack.Bytes));
        if (manifest.Packs.Count > 0)
        {
            await WorkThread.RunAsync("snapshot restore", 0, () => Run(cancellationToken));
        }

        return (new SnapshotRestored(_placed, _problems), _index);
    }

    private bool Run(CancellationToken cancellationToken)
    {
        _reported = time.GetTimestamp();
        using (var threads = new PlacingThreads(PlaceSmall, cancellationToken))
        {
            foreach (var pack in _index.Manifest.Packs.Reverse())
            {
                ReadPack(pack, threads, cancellationToken);
            }

            threads.Complete();
        }

        foreach (var (path, archived, entry) in _links)
        {
            Place(path, archived, entry, () =>
            {
                _placer.MakeFoldersAbove(path);
                return _placer.PlaceLink(path, entry);
            });
        }

        // The deepest first: a folder may become one that cannot be entered any longer.
        foreach (var (path, archived, entry) in _folders.OrderByDescending(folder => folder.Path.Length))
        {
            Place(path, archived, entry, () => _placer.FinishFolder(path, entry));
        }

        progress?.Report(_done with { FilesDone = _done.FilesTotal, BytesDone = _done.BytesTotal });
        return true;
    }

    private void ReadPack(SnapshotPack pack, PlacingThreads threads, CancellationToken cancellationToken)
    {
        try
        {
            using var download = store.Open(pack, cancellationToken);
            using var decompression = new DecompressionStream(download);
            using var buffered = new BufferedStream(decompression, ReadBuffer);
            var archive = new PaxReader(buffered);
            _newest.BeginPack(pack.Sequence);
            while (archive.Next() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadEntry(pack, archive, entry, threads);
                Report(entry);
            }
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new SnapshotException($"The pack {pack.Name} of the snapshot is damaged: {e.Message}", e);
        }
        catch (Amazon.S3.AmazonS3Exception e)
        {
            throw new SnapshotException($"The pack {pack.Name} of the snapshot cannot be read: {e.Message}", e);
        }
    }

    private void ReadEntry(SnapshotPack pack, PaxReader archive, PaxEntry entry, PlacingThreads threads)
    {
        if (entry.IsWhiteout)
        {
            Delete(pack, entry);
            return;
        }

        SnapshotKind? known = entry.Type switch
        {
            PaxEntry.File => SnapshotKind.File,
            PaxEntry.Folder => SnapshotKind.Folder,
            PaxEntry.Link when entry.LinkTarget!.Length > 0 && !entry.LinkTarget.Contains('\0', StringComparison.Ordinal) => SnapshotKind.Link,
            _ => null,
        };
        var problem = known is null ? "It is no file, folder or symbolic link." : SnapshotPath.Validate(entry.Path);
        if (problem is null && pack.Broken.Contains(entry.Path))
        {
            return;
        }

        if (problem is not null || !_newest.TryTake(entry.Path, known!.Value, out problem))
        {
            Refuse(entry.Path, problem);
            return;
        }

        // Until it is placed, so that a later save deletes what was skipped or could not be placed, or takes it anew.
        lock (_lock)
        {
            _index.Entries[entry.Path] = new IndexedEntry(SnapshotState.Unknown(known.Value, entry.Size), entry.ETag, pack.Sequence);
        }

        var choice = decide(new SnapshotEntry(entry.Path, known.Value, entry.Size, entry.ModifiedNanoseconds, entry.Mode, entry.ETag));
        if (choice.Skips)
        {
            return;
        }

        if (choice.Path is { } other && SnapshotPath.Validate(other) is { } bad)
        {
            throw new ArgumentException($"\"{other}\" is no place for {entry.Path}. {bad}");
        }

        Place(known.Value, choice.Path ?? entry.Path, archive, entry, threads);
    }

    private void Place(SnapshotKind kind, string path, PaxReader archive, PaxEntry entry, PlacingThreads threads)
    {
        switch (kind)
        {
            case SnapshotKind.Link:
                _links.Add((path, entry.Path, entry));
                break;
            case SnapshotKind.Folder:
                if (Try(entry.Path, () => _placer.MakeFolder(path)))
                {
                    _folders.Add((path, entry.Path, entry));
                }

                break;
            case SnapshotKind.File when entry.Size > SmallFile:
                Place(path, entry.Path, entry, () =>
                {
                    _placer.MakeFoldersAbove(path);
                    return _placer.PlaceFile(path, entry, () => _buffer.AsSpan(0, ReadFull(archive, _buffer)));
                });
                break;
            default:
                if (Try(entry.Path, () => _placer.MakeFoldersAbove(path)))
                {
                    var buffer = ArrayPool<byte>.Shared.Rent((int)entry.Size);
                    ReadFull(archive, buffer);
                    threads.Add(new PlacingThreads.Job(path, entry.Path, entry, buffer));
                }

                break;
        }
    }

    private void PlaceSmall(PlacingThreads.Job job)
    {
        var left = (int)job.Entry.Size;
        Place(job.Path, job.Archived, job.Entry, () => _placer.PlaceFile(job.Path, job.Entry, Next));

        ReadOnlySpan<byte> Next()
        {
            var content = job.Buffer.AsSpan(0, left);
            left = 0;
            return content;
        }
    }

    /// <summary>Full buffers, whatever the decompression gives at once, so that long runs of zeros are seen as such.</summary>
    private static int ReadFull(PaxReader archive, Span<byte> buffer)
    {
        var length = 0;
        while (length < buffer.Length && archive.Read(buffer[length..]) is var count and > 0)
        {
            length += count;
        }

        return length;
    }

    private void Place(string path, string archived, PaxEntry entry, Func<SnapshotState> place)
    {
        SnapshotState state = default;
        if (!Try(archived, () => state = place()))
        {
            return;
        }

        lock (_lock)
        {
            if (path == archived)
            {
                _index.Entries[path] = _index.Entries[path] with { State = state };
            }

            _placed.Add(new SnapshotItem(path, state, path == archived ? entry.ETag : null));
        }
    }

    /// <summary>A full disk ends the restore; whatever else is wrong with one entry does not keep the others.</summary>
    private bool Try(string path, Action place)
    {
        try
        {
            place();
            return true;
        }
        catch (IOException e) when (NativeFile.IsDiskFull(e))
        {
            throw new SnapshotException($"The disk is full: {path} could not be restored.", e);
        }
        catch (Exception e) when (e is IOException and not (SnapshotException or HttpIOException) or UnauthorizedAccessException)
        {
            Refuse(path, e.Message);
            return false;
        }
    }

    private void Delete(SnapshotPack pack, PaxEntry entry)
    {
        if (Whiteout.PathOf(entry) is { } path && SnapshotPath.Validate(path) is null)
        {
            _newest.Delete(path);
            _index.Whiteouts.TryAdd(path, pack.Sequence);
        }
        else
        {
            Refuse(entry.Path, "It is a deletion that names no path.");
        }
    }

    private void Refuse(string path, string? problem)
    {
        if (problem is not null)
        {
            lock (_lock)
            {
                _problems.Add(new SnapshotProblem(path, problem));
            }
        }
    }

    private void Report(PaxEntry entry)
    {
        _done = _done with { FilesDone = _done.FilesDone + 1, BytesDone = _done.BytesDone + entry.Size };
        if (progress is not null && time.GetElapsedTime(_reported) >= ProgressInterval)
        {
            _reported = time.GetTimestamp();
            progress.Report(_done);
        }
    }
}
