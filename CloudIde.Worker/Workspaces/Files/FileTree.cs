using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a workspace's folder, or a part of it, held at one moment.</summary>
internal sealed class FileTree
{
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);

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

    /// <summary>Notes that a path is there but could not be looked at: neither what it is nor what is below it is known.</summary>
    /// <param name="path">The path.</param>
    public void AddUnseen(string path)
    {
        _unseen.Add(path);
        _unknown.Add(path);
    }

    /// <summary>Whether nothing is known about a path, since it or a folder above it was not looked into.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is so.</returns>
    public bool IsUnknown(ProjectPath path) => IsUnknown(path.Value);

    /// <summary>Whether nothing is known about a path, since it or a folder above it was not looked into.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Whether it is so.</returns>
    public bool IsUnknown(string path)
    {
        if (_unknown.Count == 0)
        {
            return false;
        }

        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (_unknown.Contains(path[..end]))
            {
                return true;
            }
        }

        return _unknown.Contains("") || _unseen.Contains(path);
    }
}
