using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots.Archives;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces.Snapshots.Restoring;

/// <summary>
/// Puts single entries on the disk as the user, and never through a link: every folder on the way is looked at itself, new
/// files are created only where nothing is, and links come after all else.
/// </summary>
internal sealed class EntryPlacer(string root, string temporaryFolder, FileSystemUser user)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    // Blocks of a file that hold only zeros are left out, so that a sparse file stays one.
    private const int HoleSize = 64 * 1024;

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Makes the folders above a path. On one thread only.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">Something else is in the way.</exception>
    internal void MakeFoldersAbove(string path)
    {
        if (path.LastIndexOf('/') is var end and > 0)
        {
            MakeFolder(path[..end]);
        }
    }

    /// <summary>Makes a folder and those above it. On one thread only.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">Something else is in the way.</exception>
    internal void MakeFolder(string path)
    {
        if (_folders.Contains(path))
        {
            return;
        }

        MakeFoldersAbove(path);
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        if (SnapshotState.Of(fullPath) is null)
        {
            Directory.CreateDirectory(fullPath);
        }

        // A link would lead elsewhere, and .NET takes one to a folder for a folder.
        if (SnapshotState.Of(fullPath) is not { Kind: SnapshotKind.Folder })
        {
            throw new IOException($"{path} is no folder on the disk, but a link or a file.");
        }

        _folders.Add(path);
    }

    /// <summary>Writes a file whose folder is there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">Its header.</param>
    /// <param name="read">Gives its content, piece by piece; none at its end.</param>
    /// <returns>Its state on disk.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal SnapshotState PlaceFile(string path, PaxEntry entry, ContentReader read)
    {
        var fullPath = FullPath(path);
        var (file, temporaryPath) = Create(fullPath);
        try
        {
            using (file)
            {
                WriteContent(file, entry.Size, read);
                SetMode(file, (UnixFileMode)entry.Mode & Permissions);
            }

            using var scope = user.Enter();
            NativeFile.SetModified(temporaryPath ?? fullPath, entry.ModifiedNanoseconds);
            if (temporaryPath is not null)
            {
                File.Move(temporaryPath, fullPath, overwrite: true);
                temporaryPath = null;
            }

            return Look(fullPath);
        }
        finally
        {
            if (temporaryPath is not null)
            {
                using var scope = user.Enter();
                File.Delete(temporaryPath);
            }
        }
    }

    /// <summary>Makes a symbolic link, whose folder is there.</summary>
    /// <param name="path">The link.</param>
    /// <param name="entry">Its header.</param>
    /// <returns>Its state on disk.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal SnapshotState PlaceLink(string path, PaxEntry entry)
    {
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        switch (SnapshotState.Of(fullPath)?.Kind)
        {
            case SnapshotKind.Folder:
                throw new IOException("A folder is in its place.");
            case not null:
                File.Delete(fullPath);
                break;
            default:
                break;
        }

        File.CreateSymbolicLink(fullPath, entry.LinkTarget!);
        NativeFile.SetModified(fullPath, entry.ModifiedNanoseconds);
        return Look(fullPath);
    }

    /// <summary>Gives a folder that is there its mode and time, once nothing more is put into it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="entry">Its header.</param>
    /// <returns>Its state on disk.</returns>
    /// <exception cref="IOException">The system refused.</exception>
    internal SnapshotState FinishFolder(string path, PaxEntry entry)
    {
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        if (SnapshotState.Of(fullPath) is not { Kind: SnapshotKind.Folder })
        {
            throw new IOException("Something else is in its place.");
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fullPath, (UnixFileMode)entry.Mode & Permissions);
        }

        NativeFile.SetModified(fullPath, entry.ModifiedNanoseconds);
        return Look(fullPath);
    }

    private static void WriteContent(SafeFileHandle file, long size, ContentReader read)
    {
        var position = 0L;
        for (var content = read(); content.Length > 0; content = read())
        {
            while (content.Length > 0)
            {
                var block = content[..Math.Min(content.Length, HoleSize)];
                if (block.Length < HoleSize || block.ContainsAnyExcept((byte)0))
                {
                    RandomAccess.Write(file, block, position);
                }

                position += block.Length;
                content = content[block.Length..];
            }
        }

        if (RandomAccess.GetLength(file) != size)
        {
            RandomAccess.SetLength(file, size);
        }
    }

    private static void SetMode(SafeFileHandle file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file) != mode)
        {
            File.SetUnixFileMode(file, mode);
        }
    }

    private (SafeFileHandle File, string? TemporaryPath) Create(string fullPath)
    {
        using var scope = user.Enter();
        try
        {
            // ReadWrite, because the others would lock the file.
            return (File.OpenHandle(fullPath, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite), null);
        }
        catch (IOException) when (SnapshotState.Of(fullPath) is { } state)
        {
            if (state.Kind == SnapshotKind.Folder)
            {
                throw new IOException("A folder is in its place.");
            }

            var temporaryPath = Path.Combine(temporaryFolder, $"snapshot-{Guid.NewGuid():N}");
            return (File.OpenHandle(temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite), temporaryPath);
        }
    }

    private static SnapshotState Look(string fullPath) =>
        SnapshotState.Of(fullPath) ?? throw new IOException("It was removed while it was restored.");

    private string FullPath(string path) => Path.Combine(root, path);
}
