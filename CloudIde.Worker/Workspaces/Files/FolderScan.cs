using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Text;
using CloudIde.Core.Projects;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces.Ignoring;
using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Looks through a workspace's folder, and decides of each entry whether it is a file of its own in S3 or belongs into the
/// snapshot: the snapshot gets what git ignores, <see cref="BulkFolders"/>, links, and what no S3 object can hold.
/// </summary>
/// <param name="root">The workspace's folder.</param>
/// <param name="largestObject">The largest file that is an object of its own, in bytes.</param>
/// <param name="watch">Told of each folder that holds files of their own before it is listed, or null.</param>
internal sealed class FolderScan(string root, long largestObject, FolderWatch? watch)
{
    /// <summary>What .NET puts in place of bytes that are not UTF-8; a file with such a name cannot be opened by it.</summary>
    private const char Replacement = '\uFFFD';

    private const string IgnoreFileName = ".gitignore";

    private const int LongestIgnoreFile = 1 << 20;

    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.None,
        // Passed over, a folder that cannot be read would look deleted.
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    /// <summary>Looks at one path and everything below it.</summary>
    /// <param name="tree">Gets what is found.</param>
    /// <param name="path">A file or folder, relative to the root; empty for the root itself.</param>
    /// <param name="isObject">Whether a path is an object in S3 already, which it then stays.</param>
    /// <param name="intoBulk">Whether folders that belong into the snapshot are looked through too; otherwise what they hold is unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void Add(FileTree tree, string path, Func<ProjectPath, bool> isObject, bool intoBulk, CancellationToken cancellationToken)
    {
        var pending = new Stack<Folder>();
        var inherited = FolderOf(path);
        if (path.Length == 0)
        {
            pending.Push(inherited);
        }
        else
        {
            AddEntry(tree, path, inherited, isObject, intoBulk, pending);
        }

        while (pending.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddFolder(tree, folder, isObject, intoBulk, pending);
        }
    }

    // The rules that apply inside the folder that holds a path.
    private Folder FolderOf(string path)
    {
        var folder = new Folder("", WithOwnRules("", WithExcludes(IgnoreRules.Empty)), IsBulk: false);
        for (var end = path.IndexOf('/'); end > 0 && !folder.IsBulk; end = path.IndexOf('/', end + 1))
        {
            var above = path[..end];
            folder = IsBulk(above, folder, isFolder: true)
                ? new Folder(above, folder.Rules, IsBulk: true)
                : new Folder(above, WithOwnRules(above, folder.Rules), IsBulk: false);
        }

        return folder;
    }

    private void AddFolder(FileTree tree, Folder folder, Func<ProjectPath, bool> isObject, bool intoBulk, Stack<Folder> pending)
    {
        if (!folder.IsBulk)
        {
            // Before it is listed: what comes after is told, and what came before is found.
            watch?.Add(folder.Path);
        }

        if (TryList(folder.Path, tree) is not { } names)
        {
            return;
        }

        if (!folder.IsBulk && folder.Path.Length > 0)
        {
            folder = names.Contains(IgnoreFileName) ? folder with { Rules = WithOwnRules(folder.Path, folder.Rules) } : folder;
            if (names.Count == 0 && ProjectPath.TryParse(folder.Path, out var empty, out _))
            {
                tree.EmptyFolders.Add(empty);
            }
        }

        foreach (var name in names)
        {
            AddEntry(tree, folder.Path.Length == 0 ? name : $"{folder.Path}/{name}", folder, isObject, intoBulk, pending);
        }
    }

    private void AddEntry(
        FileTree tree, string path, Folder folder, Func<ProjectPath, bool> isObject, bool intoBulk, Stack<Folder> pending)
    {
        if (path.Contains(Replacement))
        {
            tree.Problems.Add((path, $"The name {path} is not valid UTF-8, so it is not saved."));
            return;
        }

        if (SnapshotState.Of(Path.Combine(root, path), out var error) is not { } state)
        {
            // Without an error a socket, a pipe or a device: nothing that could be saved.
            AddUnseen(tree, path, folder.Path, error);
            return;
        }

        var hasKey = ProjectPath.TryParse(path, out var key, out var problem);
        var isBulk = folder.IsBulk || IsBulk(path, folder, state.Kind == SnapshotKind.Folder);
        if (state.Kind == SnapshotKind.Folder)
        {
            AddSubfolder(tree, path, state, folder, isBulk || !hasKey, intoBulk, pending);
            if (!isBulk && !hasKey)
            {
                tree.Problems.Add((path, $"The folder {Shorten(path)}, with all it holds, is kept in the snapshot only: {problem}"));
            }
        }
        else if (state.Kind == SnapshotKind.File && hasKey && (isObject(key) || (!isBulk && state.Size <= largestObject)))
        {
            tree.Files[key] = state;
        }
        else
        {
            tree.Others.Add(new SnapshotItem(path, state, null));
            if (!isBulk && state.Kind == SnapshotKind.File)
            {
                tree.Problems.Add((path, hasKey
                    ? $"{path} is larger than {largestObject >> 20} MiB: it is kept in the snapshot and not shown in the editor."
                    : $"{Shorten(path)} is kept in the snapshot only: {problem}"));
            }
        }
    }

    /// <summary>What is there and cannot be looked at must not look deleted.</summary>
    private static void AddUnseen(FileTree tree, string path, string folder, int error)
    {
        switch (error)
        {
            case 0 or PlatformConstants.NoSuchFile or PlatformConstants.NotAFolder:
                // Gone since it was listed.
                return;
            case PlatformConstants.NameTooLong:
                tree.Problems.Add((path,
                    $"{Shorten(path)} is not saved: with the folder that the project is in, its path is longer than the system's 4,096 bytes."));
                return;
            case PlatformConstants.PermissionDenied:
                tree.Problems.Add((folder,
                    $"{NameOf(folder)} cannot be entered, so what it holds is not saved from now on: {Marshal.GetPInvokeErrorMessage(error)}."));
                break;
            default:
                tree.Problems.Add((path, $"{Shorten(path)} cannot be looked at, so it is not saved: {Marshal.GetPInvokeErrorMessage(error)}."));
                break;
        }

        tree.AddUnseen(path);
    }

    private static void AddSubfolder(
        FileTree tree, string path, SnapshotState state, Folder above, bool isBulk, bool intoBulk, Stack<Folder> pending)
    {
        if (isBulk)
        {
            tree.Others.Add(new SnapshotItem(path, state, null));
        }

        if (isBulk && !intoBulk)
        {
            tree.AddUnknown(path);
        }
        else
        {
            pending.Push(new Folder(path, above.Rules, isBulk));
        }
    }

    private static bool IsBulk(string path, Folder folder, bool isFolder) =>
        (isFolder && BulkFolders.Contains(path[(path.LastIndexOf('/') + 1)..])) || folder.Rules.IsIgnored(path, isFolder);

    private IgnoreRules WithExcludes(IgnoreRules rules) => With(rules, "", Path.Combine(root, ".git/info/exclude"));

    private IgnoreRules WithOwnRules(string folder, IgnoreRules rules) => With(rules, folder, Path.Combine(root, folder, IgnoreFileName));

    private static IgnoreRules With(IgnoreRules rules, string folder, string file)
    {
        if (DiskLook.File(file) is not { Size: > 0 and <= LongestIgnoreFile })
        {
            return rules;
        }

        try
        {
            using var reader = new StreamReader(RegularFile.OpenRead(file), Encoding.UTF8);
            return rules.With(folder, reader.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Git could not read it either.
            return rules;
        }
    }

    private List<string>? TryList(string folder, FileTree tree)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(
                Path.Combine(root, folder), (ref FileSystemEntry entry) => entry.FileName.ToString(), Options)];
        }
        catch (DirectoryNotFoundException)
        {
            // Gone since its own folder was listed.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tree.AddUnknown(folder);
            var reason = e is UnauthorizedAccessException ? "Permission denied." : e.Message;
            tree.Problems.Add((folder, $"{NameOf(folder)} cannot be read, so what it holds is not saved from now on: {reason}"));
            return null;
        }
    }

    private static string NameOf(string folder) => folder.Length == 0 ? "The project's folder" : $"The folder {Shorten(folder)}";

    private static string Shorten(string path) => path.Length <= 120 ? path : $"{path[..60]}…{path[^59..]}";

    /// <summary>A folder that is yet to be listed.</summary>
    /// <param name="Path">Where it is.</param>
    /// <param name="Rules">What git ignores in it.</param>
    /// <param name="IsBulk">Whether all of it belongs into the snapshot.</param>
    private sealed record Folder(string Path, IgnoreRules Rules, bool IsBulk);
}
