namespace CloudIde.Worker.Workspaces.Snapshots.Archives;

/// <summary>Names of extended attributes: POSIX.1-2001's own, and ours, which other programs pass over.</summary>
internal static class PaxKeyword
{
    internal const string Path = "path";
    internal const string LinkPath = "linkpath";
    internal const string Size = "size";
    internal const string Modified = "mtime";
    internal const string ETag = "CLOUDIDE.etag";
    internal const string Whiteout = "CLOUDIDE.whiteout";
}
