namespace CloudIde.Worker.Workspaces.Snapshots.Saving;

/// <summary>What has become of the items that a pack should hold.</summary>
internal sealed class PackContents
{
    /// <summary>Those that it holds, with the state that they had; <see cref="SnapshotState.Unknown"/> where they must be taken again.</summary>
    internal List<SnapshotItem> Saved { get; } = [];

    /// <summary>Those that are no longer there.</summary>
    internal List<SnapshotItem> Gone { get; } = [];

    /// <summary>Those that could not be read, and why.</summary>
    internal List<(SnapshotItem Item, string Reason)> Failed { get; } = [];

    /// <summary>Those of the failed ones of which it holds a part.</summary>
    internal List<string> Broken { get; } = [];

    /// <summary>The deletions that it holds.</summary>
    internal List<string> Deletions { get; } = [];

    /// <summary>How many bytes of content it holds.</summary>
    internal long Bytes { get; set; }

    /// <summary>How many entries it holds.</summary>
    internal int Entries => Saved.Count + Broken.Count + Deletions.Count;
}
