using CloudIde.Core.Files;

namespace CloudIde.Server.Files;

/// <summary>
/// What one request changes of a project's files; sent when it is disposed of. Begin one just before the first change. A
/// request that fails may have done a part of it, so that without <see cref="Complete"/> the project is to be listed again.
/// </summary>
internal sealed class FileChangeReport(FileChangeNotices notices, string projectId) : IDisposable
{
    private readonly List<FileChange> _items = [];
    private bool _complete;

    /// <summary>A file was written.</summary>
    /// <param name="file">The file as it now is.</param>
    public void Written(FileView file) => Written(file.Path, file.Etag, file.Size);

    /// <summary>A file or, with a '/' at the end, a folder's marker was written.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="etag">Its version, or null for a folder.</param>
    /// <param name="size">Its length in bytes, or null for a folder.</param>
    public void Written(string path, string? etag = null, long? size = null) =>
        _items.Add(new FileChange(FileChangeKind.Written, path, etag, size));

    /// <summary>A file or, with a '/' at the end, a folder's marker was deleted.</summary>
    /// <param name="path">Its path.</param>
    public void Deleted(string path) => _items.Add(new FileChange(FileChangeKind.Deleted, path));

    /// <summary>Everything was told.</summary>
    public void Complete() => _complete = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_complete)
        {
            _items.Add(new FileChange(FileChangeKind.Many));
        }

        if (_items.Count > 0)
        {
            notices.Send(projectId, _items);
        }
    }
}
