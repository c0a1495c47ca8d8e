using System.Globalization;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>The names under which the second version of a file is kept, such that a person understands them.</summary>
internal static class ConflictNames
{
    /// <summary>Makes a name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="when">When the conflict was found.</param>
    /// <param name="isTaken">Whether a name is taken already.</param>
    /// <returns>A name in the same folder, or at the top where the folder's own name leaves no room.</returns>
    public static ProjectPath For(string path, DateTimeOffset when, Func<ProjectPath, bool> isTaken)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var folder = path[..^name.Length];
        var extension = Path.GetExtension(name);
        var stem = extension.Length == name.Length ? name : name[..^extension.Length];
        extension = extension.Length == name.Length ? "" : extension;
        var time = when.UtcDateTime.ToString("yyyy-MM-dd HH.mm.ss", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var suffix = $" (conflict, from the terminal {time}{(number == 1 ? "" : $" {number}")}){extension}";
            if (Fit(folder, stem, suffix) is { } copy && !isTaken(copy))
            {
                return copy;
            }
        }
    }

    private static ProjectPath? Fit(string folder, string stem, string suffix)
    {
        foreach (var place in (string[])[folder, ""])
        {
            for (var length = stem.Length; length > 0; length--)
            {
                if (ProjectPath.TryParse($"{place}{stem[..length]}{suffix}", out var copy, out _))
                {
                    return copy;
                }
            }
        }

        // An extension of that length, or a name that no project path may have.
        return ProjectPath.Parse($"file{suffix[..suffix.IndexOf(')')]})");
    }
}
