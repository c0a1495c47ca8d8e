using CloudIde.Core.Files;

namespace CloudIde.Server.ProjectEvents;

/// <summary>Is told what happens in a project. Each call must return at once.</summary>
internal interface IProjectListener
{
    /// <summary>Files changed.</summary>
    /// <param name="changes">The changes.</param>
    void OnFiles(FileChanges changes);

    /// <summary>The workspace is another than before.</summary>
    void OnWorkspace();

    /// <summary>The project is deleted.</summary>
    void OnDeleted();
}
