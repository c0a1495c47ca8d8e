using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Decides what of a snapshot is restored. Where S3 has a file of its own, that one is the truth, and the snapshot only saves
/// its download; what the snapshot alone had of such a file is kept as a second version.
/// </summary>
internal sealed class RestorePlan
{
    private readonly IReadOnlyDictionary<ProjectPath, RemoteFile> _remote;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<ProjectPath> _names = [];

    /// <param name="remote">The files in S3.</param>
    /// <param name="time">For the names of second versions.</param>
    public RestorePlan(IReadOnlyDictionary<ProjectPath, RemoteFile> remote, TimeProvider time)
    {
        _remote = remote;
        _time = time;
        foreach (var path in remote.Keys)
        {
            for (var end = path.Value.LastIndexOf('/'); end > 0 && _folders.Add(path.Value[..end]); end = path.Value.LastIndexOf('/', end - 1))
            {
            }
        }
    }

    /// <summary>The files of which a second version is kept, with its name.</summary>
    public List<(string Path, ProjectPath Copy)> Conflicts { get; } = [];

    /// <summary>Decides about one entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>What becomes of it.</returns>
    public RestoreChoice Decide(SnapshotEntry entry)
    {
        var isRemote = ProjectPath.TryParse(entry.Path, out var path, out _) && _remote.ContainsKey(path);
        if (entry.ETag is { } etag)
        {
            return isRemote && _remote[path].CopiedVersion == etag ? RestoreChoice.Take : RestoreChoice.Skip;
        }

        if (entry.Kind == SnapshotKind.Folder)
        {
            return isRemote || IsBelowFile(entry.Path) ? RestoreChoice.Skip : RestoreChoice.Take;
        }

        if (!isRemote && !_folders.Contains(entry.Path) && !IsBelowFile(entry.Path))
        {
            return RestoreChoice.Take;
        }

        // A link is no version of a file: nothing is lost with it.
        return entry.Kind == SnapshotKind.Link ? RestoreChoice.Skip : KeepSecond(entry.Path);
    }

    private bool IsBelowFile(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (ProjectPath.TryParse(path[..end], out var above, out _) && _remote.ContainsKey(above))
            {
                return true;
            }
        }

        return false;
    }

    private RestoreChoice KeepSecond(string path)
    {
        lock (_gate)
        {
            var place = IsBelowFile(path) ? path[(path.LastIndexOf('/') + 1)..] : path;
            var copy = ConflictNames.For(place, _time.GetUtcNow(), name => _remote.ContainsKey(name) || _names.Contains(name));
            _names.Add(copy);
            Conflicts.Add((path, copy));
            return RestoreChoice.TakeAs(copy.Value);
        }
    }
}
