using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3;

/// <summary>
/// The files of a bucket's objects. A body is written to <c>tmp/</c> and renamed to <c>objects/xx/id</c> when it is
/// complete; ids are random, so no key ever becomes a path.
/// </summary>
internal sealed class BodyFiles
{
    private readonly string _objects;
    private readonly string _temporary;

    /// <summary>Prepares the folders and removes what was being written when the process last ended.</summary>
    /// <param name="folder">The bucket's folder.</param>
    public BodyFiles(string folder)
    {
        _objects = Path.Combine(folder, "objects");
        _temporary = Path.Combine(folder, "tmp");
        Directory.CreateDirectory(_objects);
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }

        Directory.CreateDirectory(_temporary);
    }

    /// <summary>Creates a file to write to.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The file.</returns>
    public SafeFileHandle Create(Guid id) =>
        File.OpenHandle(TemporaryPath(id), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);

    /// <summary>Gives a complete file its final place.</summary>
    /// <param name="id">The file.</param>
    public void Keep(Guid id)
    {
        var path = FinalPath(id);
        try
        {
            File.Move(TemporaryPath(id), path);
        }
        catch (DirectoryNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(TemporaryPath(id), path);
        }
    }

    /// <summary>Removes a file that was not completed.</summary>
    /// <param name="id">The file.</param>
    public void Abandon(Guid id) => File.Delete(TemporaryPath(id));

    /// <summary>Opens a file for reading.</summary>
    /// <param name="id">The file.</param>
    /// <returns>The file.</returns>
    public SafeFileHandle Open(Guid id) =>
        File.OpenHandle(FinalPath(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Removes a file. One that cannot be removed only costs room, and the next start tries again.</summary>
    /// <param name="id">The file.</param>
    public void Delete(Guid id)
    {
        try
        {
            File.Delete(FinalPath(id));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows refuses while another program, such as a virus scanner, has it open.
        }
    }

    /// <summary>Removes files that no object has: those whose object was not yet recorded when the process died.</summary>
    /// <param name="isKnown">Whether an object has the file.</param>
    /// <param name="olderThan">Newer files may belong to requests that are running.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void RemoveOrphans(Func<Guid, bool> isKnown, DateTime olderThan, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(_objects, "*", SearchOption.AllDirectories))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (Guid.TryParseExact(Path.GetFileName(path), "N", out var id)
                && !isKnown(id)
                && File.GetLastWriteTimeUtc(path) < olderThan)
            {
                Delete(id);
            }
        }
    }

    private string TemporaryPath(Guid id) => Path.Combine(_temporary, Name(id));

    private string FinalPath(Guid id)
    {
        var name = Name(id);
        return Path.Combine(_objects, name[..2], name);
    }

    private static string Name(Guid id) => id.ToString("N", CultureInfo.InvariantCulture);
}
