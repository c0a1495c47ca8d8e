namespace CloudIde.Server.Projects;

/// <summary>A file that a new project begins with.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Content">Its text.</param>
internal sealed record StarterFile(string Path, string Content);
