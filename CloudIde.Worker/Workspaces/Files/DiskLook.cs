using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Looks at single files of a disk.</summary>
internal static class DiskLook
{
    /// <summary>Looks at a plain file.</summary>
    /// <param name="fullPath">Where it is.</param>
    /// <returns>The file, or null when there is no plain file. A link is none, wherever it leads.</returns>
    public static LocalFile? File(string fullPath) =>
        SnapshotState.Of(fullPath) is { Kind: SnapshotKind.File } state ? LocalFile.Of(state) : null;
}
