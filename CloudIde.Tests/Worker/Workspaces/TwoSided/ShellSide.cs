using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Tests.Worker.Workspaces.TwoSided;

/// <summary>
/// Programs in the workspace. They change files in single steps of the file system that say what was there before, so that it
/// is known which version they replaced.
/// </summary>
internal sealed class ShellSide(string root, string trash, VersionLedger versions)
{
    /// <summary>Does something to one of some files or folders. What the file system refuses is not done.</summary>
    public void Do(Random random, string[] names, string[] folders)
    {
        var name = names[random.Next(names.Length)];
        var other = names[random.Next(names.Length)];
        var (folder, target) = (folders[random.Next(folders.Length)], folders[random.Next(folders.Length)]);
        try
        {
            switch (random.Next(12))
            {
                case < 6:
                    Write(name);
                    break;
                case < 8 when File.Exists(PathOf(name)):
                    Remove(name);
                    break;
                case < 10 when File.Exists(PathOf(name)):
                    Directory.CreateDirectory(Path.GetDirectoryName(PathOf(other))!);
                    _ = TryMove(PathOf(name), PathOf(other));
                    break;
                case 10:
                    _ = TryMove(PathOf(folder), PathOf(target));
                    break;
                case 11 when random.Next(3) == 0 && Directory.Exists(PathOf(folder)):
                    Remove(folder);
                    break;
                default:
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file where the folder would be, or the other way round: a program would be told.
        }
    }

    /// <summary>Removes a file or folder, and knows what it removed.</summary>
    public void Remove(string name)
    {
        var removed = TrashPath();
        if (TryMove(PathOf(name), removed))
        {
            Replaced(removed);
        }
    }

    private void Write(string name)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var version = versions.Next("shell");
        var written = TrashPath();
        File.WriteAllText(written, VersionLedger.ContentOf(version));

        // Before it can be seen: an editor may replace it at once.
        versions.Written(version);
        if (File.Exists(path) && NativeFile.TryExchange(written, path))
        {
            Replaced(written);
        }
        else if (!TryMove(written, path))
        {
            versions.Gone(version);
        }
    }

    private void Replaced(string removed)
    {
        var files = Directory.Exists(removed) ? Directory.GetFiles(removed, "*", SearchOption.AllDirectories) : [removed];
        foreach (var file in files)
        {
            versions.Gone(VersionLedger.VersionOf(File.ReadAllText(file)));
        }
    }

    private string PathOf(string name) => Path.Combine(root, name);

    private string TrashPath() => Path.Combine(trash, Guid.NewGuid().ToString("N"));

    private static bool TryMove(string from, string to)
    {
        try
        {
            return NativeFile.TryMove(from, to);
        }
        catch (IOException)
        {
            // Nothing to move, or a file where a folder would be.
            return false;
        }
    }
}
