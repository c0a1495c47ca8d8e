using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

// Single accesses to the user's files between awaits, each with the user's own rights.
internal sealed partial class WorkspaceSync
{
    private FileTree Scan(CancellationToken cancellationToken)
    {
        using var scope = user.Enter();
        return FileTree.Scan(root, cancellationToken);
    }

    private LocalFile? Look(ProjectPath path)
    {
        using var scope = user.Enter();
        return FileTree.Look(FullPath(path));
    }

    private RegularFile Open(ProjectPath path)
    {
        using var scope = user.Enter();
        return RegularFile.OpenRead(FullPath(path));
    }

    private void Move(ProjectPath from, ProjectPath to)
    {
        using var scope = user.Enter();
        File.Move(FullPath(from), FullPath(to), overwrite: false);
    }

    private void DeleteTemporary(string temporaryPath)
    {
        using var scope = user.Enter();
        File.Delete(temporaryPath);
    }

    private bool FolderExists(ProjectPath folder)
    {
        using var scope = user.Enter();
        return Directory.Exists(FullPath(folder));
    }
}
