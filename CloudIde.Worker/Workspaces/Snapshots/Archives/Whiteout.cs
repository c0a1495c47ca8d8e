namespace CloudIde.Worker.Workspaces.Snapshots.Archives;

/// <summary>
/// Deletions in an archive, as OCI's image layers have them: an empty file <c>.wh.NAME</c> says that NAME, and all below it, is
/// gone from the archives before. It says nothing about entries of its own archive.
/// </summary>
internal static class Whiteout
{
    private const string Prefix = ".wh.";

    /// <summary>The entry that says that a path is gone.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The entry.</returns>
    internal static PaxEntry For(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        return new PaxEntry($"{path[..name]}{Prefix}{path[name..]}", PaxEntry.File, 0, 0x1A4, 0) { IsWhiteout = true };
    }

    /// <summary>The path that an entry says is gone.</summary>
    /// <param name="entry">An entry that <see cref="PaxEntry.IsWhiteout"/>.</param>
    /// <returns>The path, or null when it names none.</returns>
    internal static string? PathOf(PaxEntry entry)
    {
        var name = entry.Path.LastIndexOf('/') + 1;
        return entry.Path.AsSpan(name).StartsWith(Prefix, StringComparison.Ordinal)
            ? string.Concat(entry.Path.AsSpan(0, name), entry.Path.AsSpan(name + Prefix.Length))
            : null;
    }
}
