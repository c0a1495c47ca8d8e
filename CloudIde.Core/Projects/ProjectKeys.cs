namespace CloudIde.Core.Projects;

/// <summary>The S3 object keys of a project. One object a file, so that any S3 tool sees what the editor sees.</summary>
public static class ProjectKeys
{
    /// <summary>The prefix of everything that belongs to a project.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A prefix that ends with '/'.</returns>
    public static string Project(string projectId) => $"projects/{projectId}/";

    /// <summary>The prefix of a project's files.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A prefix that ends with '/'.</returns>
    public static string Files(string projectId) => $"projects/{projectId}/files/";

    /// <summary>The key of one file.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file's path in the project.</param>
    /// <returns>The key.</returns>
    public static string File(string projectId, ProjectPath path) => Files(projectId) + path.Value;

    /// <summary>The key that stands for a folder, so that an empty one is kept: its path with a '/' at the end, no bytes.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The folder's path in the project.</param>
    /// <returns>The key.</returns>
    public static string Folder(string projectId, ProjectPath path) => Files(projectId) + path.Value + "/";
}
