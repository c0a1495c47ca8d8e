namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>One archive of a snapshot.</summary>
/// <param name="Sequence">Its place: an entry of a higher one overrules the same path in a lower one. From 1.</param>
/// <param name="Name">The last segment of its object key.</param>
/// <param name="Size">Its compressed size in bytes.</param>
/// <param name="Entries">How many entries it holds, deletions included.</param>
/// <param name="Bytes">How many bytes their contents have uncompressed.</param>
/// <param name="Broken">Entries that could not be read to their end and count as not there; nearly always none.</param>
internal sealed record SnapshotPack(int Sequence, string Name, long Size, int Entries, long Bytes, IReadOnlyList<string> Broken)
{
    /// <summary>
    /// What it costs to have it or to write it again, for deciding about that: an entry without content costs about as much as
    /// a kilobyte, since the archive has a header for it and the disk a file.
    /// </summary>
    internal long Weight => Bytes + (1024L * Entries);
}
