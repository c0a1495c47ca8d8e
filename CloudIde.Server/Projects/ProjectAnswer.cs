using CloudIde.Server.Files;

namespace CloudIde.Server.Projects;

/// <summary>A project with the list of its files.</summary>
internal sealed record ProjectAnswer(ProjectView Project, IReadOnlyList<FileView> Files, IReadOnlyList<string> Folders);
