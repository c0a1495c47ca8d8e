namespace CloudIde.Worker.Workspaces.Snapshots.Archives;

/// <summary>The header of one entry of a tar archive.</summary>
/// <param name="Path">Its path as the archive has it; a folder's without the '/' at the end.</param>
/// <param name="Type">The archive's letter for its kind: '0' a file, '5' a folder, '2' a symbolic link; others are kept as they are.</param>
/// <param name="Size">The length of its content in bytes.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="ModifiedNanoseconds">When it was written, in nanoseconds since 1970.</param>
internal sealed record PaxEntry(string Path, char Type, long Size, int Mode, long ModifiedNanoseconds)
{
    internal const char File = '0';
    internal const char Folder = '5';
    internal const char Link = '2';

    /// <summary>A link's target.</summary>
    internal string? LinkTarget { get; init; }

    /// <summary>The S3 ETag of a file that is an object of its own too.</summary>
    internal string? ETag { get; init; }

    /// <summary>Whether it stands for the deletion of a path, and no file of a user just has such a name.</summary>
    internal bool IsWhiteout { get; init; }
}
