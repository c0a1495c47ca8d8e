using CloudIde.Worker.Pty.Isolation;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>A workspace with an own user, as the watch over limits sees it.</summary>
/// <param name="ProjectId">Its project.</param>
/// <param name="User">Its user.</param>
/// <param name="Folder">The folder that holds all others of the workspace.</param>
/// <param name="Announce">Prints a line in every terminal of the workspace.</param>
internal sealed record WatchedWorkspace(string ProjectId, ShellCredentials User, string Folder, Action<string> Announce);
