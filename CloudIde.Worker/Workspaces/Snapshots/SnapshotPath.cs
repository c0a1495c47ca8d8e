namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>
/// Paths in a snapshot. Not <see cref="Core.Projects.ProjectPath"/>: whatever a program may name its files is kept, line breaks
/// and backslashes included, and only what could lead out of the root is refused.
/// </summary>
internal static class SnapshotPath
{
    /// <summary>Says what is wrong with a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>A sentence, or null when it is fine.</returns>
    internal static string? Validate(string path)
    {
        if (path.Length == 0 || path[0] == '/')
        {
            return "Its path is not relative.";
        }

        if (path.Contains('\0', StringComparison.Ordinal) || path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return "Its path is not valid UTF-8.";
        }

        foreach (var range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(range) is "" or "." or "..")
            {
                return "Its path has an empty segment, '.' or '..', which could lead out of the project.";
            }
        }

        return null;
    }

    /// <summary>The folders above a path, the nearest first; not the root.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Their paths.</returns>
    internal static IEnumerable<string> Above(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }
}
