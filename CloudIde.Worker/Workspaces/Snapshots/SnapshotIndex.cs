namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What the snapshot in S3 holds, as the worker knows it.</summary>
internal sealed class SnapshotIndex
{
    /// <param name="manifest">The packs.</param>
    /// <param name="manifestETag">The version of the manifest, or null where there is none.</param>
    internal SnapshotIndex(SnapshotManifest manifest, string? manifestETag)
    {
        Manifest = manifest;
        ManifestETag = manifestETag;
    }

    /// <summary>The packs.</summary>
    internal SnapshotManifest Manifest { get; }

    /// <summary>The version of the manifest, or null where there is none.</summary>
    internal string? ManifestETag { get; }

    /// <summary>For each path the entry that counts.</summary>
    internal Dictionary<string, IndexedEntry> Entries { get; init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// For each path that a pack says is gone, the newest pack that says so. When that pack is replaced, its successor must say
    /// the same, or what older packs hold would come back.
    /// </summary>
    internal Dictionary<string, int> Whiteouts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The same with another version of the manifest.</summary>
    /// <param name="etag">The version.</param>
    /// <returns>Another index with the same contents.</returns>
    internal SnapshotIndex WithETag(string etag) => new(Manifest, etag) { Entries = Entries, Whiteouts = Whiteouts };
}
