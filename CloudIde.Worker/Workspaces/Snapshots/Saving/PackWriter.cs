using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Files;
using CloudIde.Worker.Workspaces.Snapshots.Archives;

namespace CloudIde.Worker.Workspaces.Snapshots.Saving;

/// <summary>
/// Reads what is on disk into an archive, on a thread that may wait. The disk belongs to the user, who goes on working: what
/// grows, shrinks or vanishes meanwhile must not break the archive, and shows as a change to the next save.
/// </summary>
internal sealed class PackWriter(string root, FileSystemUser user, PaxWriter archive, CancellationToken cancellationToken)
{
    // Files up to this size are read as a whole before their header is written.
    private const int BufferSize = 256 * 1024;

    // asm-generic/errno-base.h: a file stands where a folder was.
    private const int NoFolder = 20;

    // A file's times advance with the kernel's clock ticks, at least 100 a second.
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(20);

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly PackContents _contents = new();

    /// <summary>What it holds so far.</summary>
    internal PackContents Contents => _contents;

    /// <summary>
    /// Waits until each item's time of change is over. What is written to a file within one tick of the kernel's clock leaves
    /// its times as they were, so what is read must not be older than the tick.
    /// </summary>
    /// <param name="items">The items.</param>
    internal static void LetSettle(IEnumerable<SnapshotItem> items)
    {
        // The system's clock and not a given one: it is compared with the file system's times.
        var tick = (DateTime.UtcNow - ClockTick - DateTime.UnixEpoch).Ticks * 100;
        if (items.Any(item => item.State.ChangedNanoseconds >= tick))
        {
            Thread.Sleep(ClockTick);
        }
    }

    /// <summary>Writes items.</summary>
    /// <param name="items">The items.</param>
    internal void Write(IEnumerable<SnapshotItem> items)
    {
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Write(item);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: NoFolder })
            {
                _contents.Gone.Add(item);
            }
            catch (Exception e) when (e is IOException and not SnapshotException or UnauthorizedAccessException)
            {
                _contents.Failed.Add((item, e.Message));
            }
        }
    }

    /// <summary>Writes deletions.</summary>
    /// <param name="paths">The paths that are gone, with all below them.</param>
    internal void WriteDeletions(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            archive.Begin(Whiteout.For(path));
            archive.End();
            _contents.Deletions.Add(path);
        }
    }

    private void Write(SnapshotItem item)
    {
        switch (item.State.Kind)
        {
            case SnapshotKind.Folder:
                WriteWithoutContent(item, PaxEntry.Folder, null);
                break;
            case SnapshotKind.Link:
                WriteLink(item);
                break;
            default:
                using (var file = Open(item.Path))
                {
                    WriteFile(item, file);
                }

                break;
        }
    }

    private void WriteLink(SnapshotItem item)
    {
        string? target;
        using (user.Enter())
        {
            target = new FileInfo(FullPath(item.Path)).LinkTarget;
        }

        if (target is null)
        {
            throw new FileNotFoundException("It is no link any longer.");
        }

        if (target.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new IOException("The link's target is not valid UTF-8.");
        }

        WriteWithoutContent(item, PaxEntry.Link, target);
    }

    private void WriteWithoutContent(SnapshotItem item, char type, string? target)
    {
        archive.Begin(Header(item, type, 0) with { LinkTarget = target });
        archive.End();
        _contents.Saved.Add(item);
    }

    private void WriteFile(SnapshotItem item, RegularFile file)
    {
        if (file.Length > BufferSize)
        {
            WriteLargeFile(item, file);
            return;
        }

        var length = file.ReadAtLeast(_buffer, (int)file.Length, throwOnEndOfStream: false);
        archive.Begin(Header(item, PaxEntry.File, length));
        archive.Write(_buffer.AsSpan(0, length));
        archive.End();
        _contents.Saved.Add(item);
        _contents.Bytes += length;
    }

    private void WriteLargeFile(SnapshotItem item, RegularFile file)
    {
        archive.Begin(Header(item, PaxEntry.File, file.Length));
        var left = file.Length;
        IOException? error = null;
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = error is null ? TryRead(file, out error) : 0;
            if (count == 0)
            {
                // It became shorter or cannot be read to its end, and its length is written already.
                error ??= new EndOfStreamException();
                count = (int)Math.Min(left, BufferSize);
                _buffer.AsSpan(0, count).Clear();
            }

            archive.Write(_buffer.AsSpan(0, count));
            left -= count;
        }

        archive.End();
        _contents.Bytes += file.Length;
        if (error is null)
        {
            _contents.Saved.Add(item);
        }
        else if (error is EndOfStreamException)
        {
            _contents.Saved.Add(item with { State = SnapshotState.Unknown(SnapshotKind.File, file.Length) });
        }
        else
        {
            _contents.Broken.Add(item.Path);
            _contents.Failed.Add((item, error.Message));
        }
    }

    private int TryRead(RegularFile file, out IOException? error)
    {
        try
        {
            error = null;
            return file.Read(_buffer);
        }
        catch (IOException e)
        {
            error = e;
            return 0;
        }
    }

    private static PaxEntry Header(SnapshotItem item, char type, long size) =>
        new(item.Path, type, size, item.State.Mode, item.State.ModifiedNanoseconds) { ETag = item.ETag };

    private RegularFile Open(string path)
    {
        using var scope = user.Enter();
        return RegularFile.OpenRead(FullPath(path));
    }

    private string FullPath(string path) => Path.Combine(root, path);
}
