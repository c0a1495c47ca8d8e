namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What an entry of a snapshot is.</summary>
internal enum SnapshotKind
{
    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder that is kept for its own sake, such as an empty one. All others follow from what is in them.</summary>
    Folder,

    /// <summary>A symbolic link, which is never followed.</summary>
    Link,
}
