using CloudIde.Core.Files;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a synchronisation did, for those who show the files. A problem that lasts is told once.</summary>
internal sealed class SyncNotices
{
    private const int MostTold = 1000;

    private readonly Lock _gate = new();
    private readonly HashSet<(string, string)> _told = [];
    private List<FileChange> _changes = [];

    /// <summary>Notes that a file was brought to S3.</summary>
    /// <param name="path">The file.</param>
    /// <param name="etag">Its version.</param>
    /// <param name="size">Its length in bytes.</param>
    public void Written(ProjectPath path, string etag, long size) => Add(new FileChange(FileChangeKind.Written, path.Value, etag, size));

    /// <summary>Notes that a file was deleted in S3.</summary>
    /// <param name="path">The file.</param>
    public void Deleted(ProjectPath path) => Add(new FileChange(FileChangeKind.Deleted, path.Value));

    /// <summary>Notes that two versions of a file were kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="copy">Where the second version is.</param>
    public void Conflict(string path, string copy) => Add(new FileChange(
        FileChangeKind.Conflict, path, CopyPath: copy, Message: $"{path} was changed in the editor and in the terminal at once. The terminal's version is kept as \"{copy}\"."));

    /// <summary>Notes a problem with a file, unless it was told before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">A sentence for people.</param>
    public void Problem(string path, string message)
    {
        lock (_gate)
        {
            // Names are the user's to choose, so their number is bounded.
            if (_told.Count < MostTold && _told.Add((path, message)))
            {
                _changes.Add(new FileChange(FileChangeKind.Notice, path, Message: message));
            }
        }
    }

    /// <summary>Lets the problems of a file be told again: they were gone in between.</summary>
    /// <param name="path">The file.</param>
    public void Solved(string path)
    {
        lock (_gate)
        {
            if (_told.Count > 0)
            {
                _told.RemoveWhere(told => told.Item1 == path);
            }
        }
    }

    /// <summary>Lets one problem be told again: it was gone in between.</summary>
    /// <param name="path">The file.</param>
    /// <param name="message">What was told.</param>
    public void Solved(string path, string message)
    {
        lock (_gate)
        {
            _told.Remove((path, message));
        }
    }

    /// <summary>Takes what was noted.</summary>
    /// <returns>The changes, oldest first.</returns>
    public IReadOnlyList<FileChange> Take()
    {
        lock (_gate)
        {
            var taken = _changes;
            _changes = [];
            return taken;
        }
    }

    private void Add(FileChange change)
    {
        lock (_gate)
        {
            _changes.Add(change);
        }
    }
}
