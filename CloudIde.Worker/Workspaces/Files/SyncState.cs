using System.Collections.Concurrent;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What is known of a project's files: how each was when disk and S3 were last equal.</summary>
internal sealed class SyncState
{
    /// <summary>The files that are objects of their own.</summary>
    public ConcurrentDictionary<ProjectPath, SyncedFile> Files { get; } = new();

    /// <summary>The folders that have a marker in S3. Used by one round at a time.</summary>
    public HashSet<ProjectPath> Folders { get; } = [];

    /// <summary>
    /// Files that have a key but are kept in the snapshot: there were too many, or they became too large. Of the latter S3 still
    /// has an older version until the snapshot has the new one.
    /// </summary>
    public ConcurrentDictionary<ProjectPath, bool> InSnapshot { get; } = new();

    /// <summary>Files of which S3 has, or may have, another version than the known one: the next round asks.</summary>
    public ConcurrentDictionary<ProjectPath, bool> ChangedRemotely { get; } = new();

    /// <summary>Files whose version in S3 the disk refused, such as since it is full.</summary>
    public ConcurrentDictionary<ProjectPath, bool> Refused { get; } = new();

    /// <summary>Notes when S3 stored the versions that are known.</summary>
    /// <param name="listed">A listing.</param>
    public void NoteStored(IReadOnlyDictionary<ProjectPath, RemoteFile> listed)
    {
        foreach (var (path, file) in listed)
        {
            if (Files.TryGetValue(path, out var known) && known.ETag == file.ETag && known.StoredSeconds != file.StoredSeconds)
            {
                Files[path] = known with { StoredSeconds = file.StoredSeconds };
            }
        }
    }

    /// <summary>Folders that have a marker in S3 and that the disk refused. Used by one round at a time.</summary>
    public HashSet<ProjectPath> RefusedFolders { get; } = [];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Files.Clear();
        Folders.Clear();
        InSnapshot.Clear();
        ChangedRemotely.Clear();
        Refused.Clear();
        RefusedFolders.Clear();
    }
}
