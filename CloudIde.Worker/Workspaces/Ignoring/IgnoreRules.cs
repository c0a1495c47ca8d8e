namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>
/// Which paths inside one folder git ignores: the rules of that folder's <c>.gitignore</c> and of all above it. Immutable, so
/// that every folder of a tree shares what its parent has.
/// </summary>
/// <remarks>
/// As git documents it (gitignore(5)): of all rules that match, the deepest folder's last one decides. Names are compared byte
/// by byte and case counts, which is git's default on Linux. Git reads no <c>.gitignore</c> that is a symbolic link.
/// </remarks>
internal sealed class IgnoreRules
{
    /// <summary>Nothing is ignored.</summary>
    public static readonly IgnoreRules Empty = new(null, null, 0);

    private readonly IgnoreRules? _above;
    private readonly IgnoreFile? _file;

    // Of a path below the root, how many characters lead to the folder that the rules are relative to.
    private readonly int _baseLength;

    private IgnoreRules(IgnoreRules? above, IgnoreFile? file, int baseLength)
    {
        _above = above;
        _file = file;
        _baseLength = baseLength;
    }

    /// <summary>Adds a folder's own rules to those that it has from above.</summary>
    /// <param name="folder">
    /// The folder, relative to the root, with '/'; empty for the root. <c>.git/info/exclude</c> counts as the root's, and is
    /// added before the root's <c>.gitignore</c>, which overrules it.
    /// </param>
    /// <param name="gitignoreText">What the file holds.</param>
    /// <returns>The rules inside the folder.</returns>
    public IgnoreRules With(string folder, ReadOnlySpan<char> gitignoreText)
    {
        var file = IgnoreFile.Parse(gitignoreText);
        return file.IsEmpty ? this : new IgnoreRules(this, file, folder.Length == 0 ? 0 : folder.Length + 1);
    }

    /// <summary>Whether git ignores a path.</summary>
    /// <param name="relativePath">
    /// The path, relative to the root, inside the folder of these rules. No folder above it may be ignored itself: what is
    /// below such a folder is ignored whatever the rules say, and there is no reason to look.
    /// </param>
    /// <param name="isFolder">Whether it is a folder; a symbolic link to one is none.</param>
    /// <returns>True when it is ignored.</returns>
    public bool IsIgnored(string relativePath, bool isFolder)
    {
        for (var rules = this; rules is not null; rules = rules._above)
        {
            if (rules._file?.Decide(relativePath.AsSpan(rules._baseLength), isFolder) is { } ignored)
            {
                return ignored;
            }
        }

        return false;
    }
}
