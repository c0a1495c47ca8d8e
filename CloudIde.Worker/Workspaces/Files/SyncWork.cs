using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What a round has to look at.</summary>
/// <param name="Paths">Paths that changed on disk.</param>
/// <param name="Hints">Files that changed in S3.</param>
/// <param name="LooksThroughAll">Whether anything on disk may have changed.</param>
/// <param name="ListsRemote">Whether anything in S3 may have changed.</param>
internal sealed record SyncWork(List<string> Paths, List<ProjectPath> Hints, bool LooksThroughAll, bool ListsRemote)
{
    /// <summary>Whether there is anything.</summary>
    public bool IsAny => Paths.Count > 0 || Hints.Count > 0 || LooksThroughAll || ListsRemote;
}
