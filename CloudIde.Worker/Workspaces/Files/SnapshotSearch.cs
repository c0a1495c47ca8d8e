using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a search through a workspace's folder found for the snapshot.</summary>
/// <param name="Items">What belongs into it now.</param>
/// <param name="IsUnknown">Whether it is not known what is at a path, such as in a folder that cannot be read.</param>
internal sealed record SnapshotSearch(IReadOnlyList<SnapshotItem> Items, Func<string, bool> IsUnknown);
