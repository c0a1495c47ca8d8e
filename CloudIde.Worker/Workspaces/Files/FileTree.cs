using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a workspace's folder, or a part of it, held at one moment.</summary>
internal sealed class FileTree
{
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    /// <summary>The files that are objects in S3, or become ones.</summary>
    public Dictionary<ProjectPath, SnapshotState> Files { get; } = [];

    /// <summary>Everything else: what belongs into the snapshot.</summary>
    public List<SnapshotItem> Others { get; } = [];

    /// <summary>The folders without anything in them; all others follow from the files.</summary>
    public HashSet<ProjectPath> EmptyFolders { get; } = [];

    /// <summary>What could not be looked at or kept, with a sentence that says why.</summary>
    public List<(string Path, string Problem)> Problems { get; } = [];

    /// <summary>Notes that nothing is known of what is below a folder, which is not the same as deleted.</summary>
    /// <param name="folder">The folder; empty for the root.</param>
    public void AddUnknown(string folder) => _unknown.Add(folder);

    /// <summary>Whether nothing is known about a path, since a folder above it was not looked into.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is below such a folder.</returns>
    public bool IsUnknown(ProjectPath path)
    {
        if (_unknown.Count == 0)
        {
            return false;
        }

        var value = path.Value;
        for (var end = value.LastIndexOf('/'); end > 0; end = value.LastIndexOf('/', end - 1))
        {
            if (_unknown.Contains(value[..end]))
            {
                return true;
            }
        }

        return _unknown.Contains("");
    }
}
