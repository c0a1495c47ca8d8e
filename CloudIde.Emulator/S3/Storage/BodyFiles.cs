using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// The files that hold bodies, named by a running number: no key ever becomes a path. A file counts from the moment
/// the bucket's journal mentions it; one that it does not mention is removed at the next start.
/// </summary>
internal sealed class BodyFiles
{
    private const int FolderCount = 256;

    private readonly string _directory;
    private readonly bool[] _folderExists = new bool[FolderCount];
    private long _lastId;

    /// <summary>Opens the files of a bucket.</summary>
    /// <param name="directory">Their folder; it may be missing.</param>
    public BodyFiles(string directory) => _directory = directory;

    /// <summary>Creates an empty file.</summary>
    /// <returns>Its number and its handle.</returns>
    public (long Id, SafeFileHandle Handle) Create()
    {
        var id = Interlocked.Increment(ref _lastId);
        var folder = (int)(id % FolderCount);
        if (!_folderExists[folder])
        {
            Directory.CreateDirectory(Path.Combine(_directory, FolderName(folder)));
            _folderExists[folder] = true;
        }

        return (id, File.OpenHandle(PathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete));
    }

    /// <summary>Opens a file to read it.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>Its handle.</returns>
    public SafeFileHandle Open(long id) =>
        File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Deletes a file. One that stays behind is removed at the next start.</summary>
    /// <param name="id">Its number; 0 is no file.</param>
    public void Delete(long id)
    {
        if (id == 0)
        {
            return;
        }

        try
        {
            File.Delete(PathOf(id));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing refers to the file any more; the next start tries again.
        }
    }

    /// <summary>Looks through the folder at start.</summary>
    /// <param name="live">The files that the journal mentions.</param>
    /// <param name="removeOthers">Whether to delete every other file.</param>
    public void Sweep(HashSet<long> live, bool removeOthers)
    {
        _lastId = live.Count == 0 ? 0 : live.Max();
        if (!Directory.Exists(_directory))
        {
            return;
        }

        foreach (var path in Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories))
        {
            if (!long.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
                || live.Contains(id))
            {
                continue;
            }

            _lastId = Math.Max(_lastId, id);
            if (removeOthers)
            {
                Delete(id);
            }
        }
    }

    private static string FolderName(int folder) => folder.ToString("x2", CultureInfo.InvariantCulture);

    private string PathOf(long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{_directory}{Path.DirectorySeparatorChar}{id % FolderCount:x2}{Path.DirectorySeparatorChar}{id:x16}");
}
