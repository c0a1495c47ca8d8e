namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Folders that nobody edits by hand, whatever a project's ignore rules say: they belong into the snapshot.</summary>
internal static class BulkFolders
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        ".git", ".hg", ".svn", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".pytest_cache", ".tox",
    };

    /// <summary>Whether a folder is one of them.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it is.</returns>
    public static bool Contains(string name) => Names.Contains(name);
}
