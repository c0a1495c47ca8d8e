using System.Threading.Channels;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots.Archives;
using CloudIde.Worker.Workspaces.Snapshots.Storage;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace CloudIde.Worker.Workspaces.Snapshots.Saving;

/// <summary>Carries a plan out: one new pack, from the disk to S3, and the index that follows from it.</summary>
internal sealed class PackSaver(SnapshotStore store, string root, FileSystemUser user)
{
    // The lowest: the archive is written many times and read few times, and S3 is near.
    private const int CompressionLevel = 1;

    // A thread that compresses for seconds must not delay a terminal's echo.
    private const int Nice = 10;

    // The one that is compressed into, one that waits and one that is sent: 24 MiB.
    private const int WaitingParts = 1;

    /// <summary>Writes the pack.</summary>
    /// <param name="index">What the snapshot holds.</param>
    /// <param name="plan">What to write.</param>
    /// <param name="name">The pack's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the snapshot holds once its new manifest is written, and what became of the items.</returns>
    internal async Task<(SnapshotIndex Index, SnapshotPack? Pack, PackContents Contents)> SaveAsync(
        SnapshotIndex index, SavePlan plan, string name, CancellationToken cancellationToken)
    {
        if (plan.Writes.Count == 0 && index.Manifest.Packs.All(pack => pack.Sequence >= plan.ReplacedFrom))
        {
            return (Apply(index, plan, new PackContents(), null), null, new PackContents());
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = Channel.CreateBounded<PackPart>(new BoundedChannelOptions(WaitingParts) { SingleReader = true, SingleWriter = true });
        var upload = store.Upload(name);
        var writing = WorkThread.RunAsync("snapshot save", Nice, () => Write(index, plan, parts.Writer, stop.Token));
        try
        {
            await upload.RunAsync(parts.Reader, stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            await writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            Drain(parts.Reader);
            if (writing.IsFaulted)
            {
                // The cause: without the last part the upload cannot end.
                await writing;
            }

            throw;
        }
        finally
        {
            store.Count(upload.Requests);
        }

        var (contents, size) = await writing;
        var pack = new SnapshotPack(index.Manifest.NextSequence, name, size, contents.Entries, contents.Bytes, contents.Broken);
        return (Apply(index, plan, contents, pack), pack, contents);
    }

    private static void Drain(ChannelReader<PackPart> parts)
    {
        while (parts.TryRead(out var part))
        {
            part.Return();
        }
    }

    private (PackContents Contents, long Size) Write(
        SnapshotIndex index, SavePlan plan, ChannelWriter<PackPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            PackWriter.LetSettle(plan.Writes);
            using var output = new PartStream(parts, cancellationToken);
            PackWriter writer;
            using (var compression = new CompressionStream(output, CompressionLevel, leaveOpen: true))
            {
                compression.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
                var archive = new PaxWriter(compression);
                writer = new PackWriter(root, user, archive, cancellationToken);
                writer.Write(plan.Writes);
                writer.WriteDeletions(Deletions(index, plan, writer.Contents));
                archive.Complete();
            }

            output.Complete();
            parts.Complete();
            return (writer.Contents, output.Written);
        }
        catch (Exception e)
        {
            // Whoever waits for the next part learns of it.
            parts.Complete(e);
            throw;
        }
    }

    /// <summary>What the pack must say is gone. Known only at its end: what vanished, and which packs stay after all.</summary>
    private static HashSet<string> Deletions(SnapshotIndex index, SavePlan plan, PackContents contents)
    {
        var replacedFrom = ReplacedFrom(index, plan, contents);
        if (index.Manifest.Packs.All(pack => pack.Sequence >= replacedFrom))
        {
            return [];
        }

        var deletions = plan.Deletions();
        deletions.UnionWith(contents.Gone.Select(item => item.Path));
        deletions.UnionWith(contents.Failed.Select(failed => failed.Item).Where(item => IsOverruled(index, item)).Select(item => item.Path));
        deletions.UnionWith(index.Whiteouts.Where(whiteout => whiteout.Value >= replacedFrom).Select(whiteout => whiteout.Key));
        return deletions;
    }

    /// <summary>Whether the snapshot holds something as the only place that is an S3 object by now.</summary>
    private static bool IsOverruled(SnapshotIndex index, SnapshotItem item) =>
        item.ETag is not null && index.Entries.TryGetValue(item.Path, out var known) && known.ETag is null;

    /// <summary>A pack stays, and the older ones with it, when it holds an earlier version of what cannot be read now.</summary>
    private static int ReplacedFrom(SnapshotIndex index, SavePlan plan, PackContents contents)
    {
        var from = plan.ReplacedFrom;
        foreach (var (item, _) in contents.Failed)
        {
            if (index.Entries.TryGetValue(item.Path, out var known) && known.Sequence >= from && !IsOverruled(index, item))
            {
                from = known.Sequence + 1;
            }
        }

        return from;
    }

    private static SnapshotIndex Apply(SnapshotIndex index, SavePlan plan, PackContents contents, SnapshotPack? pack)
    {
        var replacedFrom = ReplacedFrom(index, plan, contents);
        var entries = new Dictionary<string, IndexedEntry>(index.Entries, StringComparer.Ordinal);
        foreach (var path in plan.Dead.Concat(contents.Gone.Select(item => item.Path)))
        {
            entries.Remove(path);
        }

        foreach (var (item, _) in contents.Failed.Where(failed => IsOverruled(index, failed.Item)))
        {
            entries.Remove(item.Path);
        }

        var whiteouts = index.Whiteouts.Where(whiteout => whiteout.Value < replacedFrom).ToDictionary(StringComparer.Ordinal);
        if (pack is not null)
        {
            foreach (var item in contents.Saved)
            {
                entries[item.Path] = new IndexedEntry(item.State, item.ETag, pack.Sequence);
            }

            foreach (var path in contents.Deletions)
            {
                whiteouts[path] = pack.Sequence;
            }
        }

        // Only entries of folders that are not empty any longer are left in replaced packs.
        foreach (var path in entries.Where(entry => entry.Value.Sequence >= replacedFrom && entry.Value.Sequence != pack?.Sequence).Select(entry => entry.Key).ToList())
        {
            entries.Remove(path);
        }

        var kept = index.Manifest.Packs.Where(stays => stays.Sequence < replacedFrom);
        var manifest = new SnapshotManifest(SnapshotManifest.CurrentVersion, Guid.NewGuid().ToString("N"), pack is null ? [.. kept] : [.. kept, pack]);
        return new SnapshotIndex(manifest, index.ManifestETag) { Entries = entries, Whiteouts = whiteouts };
    }
}
