using System.Security.Cryptography;
using CloudIde.Core.Projects;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Single accesses to the user's files, each with the user's own rights and without an await in between.</summary>
/// <param name="root">The workspace's folder.</param>
/// <param name="temporaryFolder">Where files are written before they appear under <paramref name="root"/>; on the same file system.</param>
/// <param name="user">Whose rights count.</param>
internal sealed class WorkspaceDisk(string root, string temporaryFolder, FileSystemUser user)
{
    /// <summary>Where a file is.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its full path.</returns>
    public string FullPath(ProjectPath path) => Path.Combine(root, path.Value);

    /// <summary>A name for a file that is being downloaded; no other has it.</summary>
    /// <returns>Its full path.</returns>
    public string TemporaryPath() => Path.Combine(temporaryFolder, $"download-{Guid.NewGuid():N}");

    /// <summary>Looks through the folder.</summary>
    /// <param name="look">Does it.</param>
    public void Scan(Action look)
    {
        using var scope = user.Enter();
        look();
    }

    /// <summary>
    /// Makes the folder anew when it is gone as a whole, or became a link to another one. That says nothing about its files:
    /// whoever wants to delete a project does it in the editor.
    /// </summary>
    /// <returns>Whether it was gone.</returns>
    public bool RestoreRoot()
    {
        using var scope = user.Enter();
        var folder = new DirectoryInfo(root);
        if (folder.Exists && folder.LinkTarget is null)
        {
            return false;
        }

        File.Delete(root);
        folder.Create();
        return true;
    }

    /// <summary>Looks at a plain file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file, or null when there is no plain file.</returns>
    public LocalFile? Look(ProjectPath path)
    {
        using var scope = user.Enter();
        return DiskLook.File(FullPath(path));
    }

    /// <summary>Reads a file's MD5, which is S3's ETag of an object that was written at once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hash in small hexadecimal digits.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<string> HashAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
#pragma warning disable CA5351 // Nothing rests on its strength.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(file, cancellationToken));
#pragma warning restore CA5351
    }

    /// <summary>Gives a file another name.</summary>
    /// <param name="from">The name that it has.</param>
    /// <param name="to">A name that is free.</param>
    /// <exception cref="IOException">The new name is not free, or there is no such file.</exception>
    public void Move(ProjectPath from, ProjectPath to)
    {
        using var scope = user.Enter();
        File.Move(FullPath(from), FullPath(to), overwrite: false);
    }

    /// <summary>Moves a download to its place, unless somebody wrote there meanwhile.</summary>
    /// <param name="temporaryPath">The download.</param>
    /// <param name="path">Its place.</param>
    /// <param name="expected">What has to be there.</param>
    /// <returns>What is there now, or null when something else was there.</returns>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public LocalFile? Place(string temporaryPath, ProjectPath path, LocalFile? expected)
    {
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        if (new FileInfo(fullPath).LinkTarget is not null)
        {
            throw new IOException("A symbolic link is in its place.");
        }

        if (DiskLook.File(fullPath) != expected)
        {
            return null;
        }

        if (expected is null)
        {
            return NativeFile.TryMove(temporaryPath, fullPath) ? DiskLook.File(fullPath)
                : DiskLook.File(fullPath) is null ? throw new IOException("A folder is in its place.")
                : null;
        }

        if (!NativeFile.TryExchange(temporaryPath, fullPath))
        {
            // Gone since the look, or a file system that cannot exchange.
            File.Move(temporaryPath, fullPath, overwrite: DiskLook.File(fullPath) == expected);
        }
        else if (DiskLook.File(temporaryPath)?.HasContentOf(expected.Value) != true)
        {
            // A program wrote it between the look and the exchange: its version goes back.
            NativeFile.TryExchange(temporaryPath, fullPath);
            return null;
        }

        return DiskLook.File(fullPath);
    }

    /// <summary>Deletes a file when it is still as expected.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">How it has to be.</param>
    /// <returns>Whether it was so.</returns>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public bool Delete(ProjectPath path, LocalFile expected)
    {
        using var scope = user.Enter();
        var fullPath = FullPath(path);
        if (DiskLook.File(fullPath) != expected)
        {
            return false;
        }

        var aside = TemporaryPath();
        try
        {
            NativeFile.TryMove(fullPath, aside);
        }
        catch (FileNotFoundException)
        {
            // A program deleted it in this moment.
            return false;
        }

        if (DiskLook.File(aside)?.HasContentOf(expected) == true)
        {
            File.Delete(aside);
            return true;
        }

        // A program wrote it between the look and the move: its version goes back, unless there is a newer one already.
        NativeFile.TryMove(aside, fullPath);
        return false;
    }

    /// <summary>Deletes what is left of a download.</summary>
    /// <param name="temporaryPath">The download.</param>
    public void DeleteTemporary(string temporaryPath)
    {
        using var scope = user.Enter();
        File.Delete(temporaryPath);
    }

    /// <summary>Whether a folder exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it exists; true also when it may, in a folder that cannot be entered.</returns>
    public bool FolderExists(ProjectPath folder)
    {
        using var scope = user.Enter();
        return Directory.Exists(FullPath(folder))
            || (SnapshotState.Of(FullPath(folder), out var error) is null && error == PlatformConstants.PermissionDenied);
    }

    /// <summary>Whether a folder exists and has nothing in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it is so; false when it cannot be looked into.</returns>
    public bool IsEmptyFolder(ProjectPath folder)
    {
        using var scope = user.Enter();
        try
        {
            return !Directory.EnumerateFileSystemEntries(FullPath(folder)).Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Makes the folders above a path.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">A link or a file is in the way.</exception>
    public void CreateFolderOf(ProjectPath path)
    {
        var value = path.Value;
        for (var end = value.IndexOf('/'); end > 0; end = value.IndexOf('/', end + 1))
        {
            CreateFolder(value[..end]);
        }
    }

    /// <summary>Makes a folder in one that exists.</summary>
    /// <param name="relative">The folder.</param>
    /// <exception cref="IOException">A link or a file is in the way.</exception>
    public void CreateFolder(string relative)
    {
        using var scope = user.Enter();
        var folder = new DirectoryInfo(Path.Combine(root, relative));
        if (folder.LinkTarget is not null)
        {
            throw new IOException($"The symbolic link {relative} is in the way; it could lead out of the project.");
        }

        folder.Create();
    }

    /// <summary>Removes a folder that has nothing in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Whether it was removed.</returns>
    public bool TryRemoveEmptyFolder(ProjectPath folder)
    {
        using var scope = user.Enter();
        try
        {
            Directory.Delete(FullPath(folder), recursive: false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not empty, most likely.
            return false;
        }
    }

    private RegularFile Open(ProjectPath path)
    {
        using var scope = user.Enter();
        return RegularFile.OpenRead(FullPath(path));
    }
}
