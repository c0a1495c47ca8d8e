using System.Text.Json.Serialization;

namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What a snapshot consists of.</summary>
/// <param name="Version">The format's version.</param>
/// <param name="Revision">A name that no other manifest has, by which a worker knows its own.</param>
/// <param name="Packs">The packs, the oldest first.</param>
internal sealed record SnapshotManifest(int Version, string Revision, IReadOnlyList<SnapshotPack> Packs)
{
    /// <summary>The version that this code writes, and the only one that it reads.</summary>
    internal const int CurrentVersion = 1;

    /// <summary>That of a project without a snapshot.</summary>
    internal static SnapshotManifest Empty { get; } = new(CurrentVersion, "", []);

    /// <summary>The sequence of the next pack.</summary>
    [JsonIgnore]
    internal int NextSequence => Packs.Count == 0 ? 1 : Packs[^1].Sequence + 1;
}
