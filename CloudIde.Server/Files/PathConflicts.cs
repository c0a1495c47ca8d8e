using CloudIde.Core.Projects;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Files;

/// <summary>
/// Keeps a path from being a file and a folder at once: S3 would have both <c>a</c> and <c>a/b</c>, but no disk can.
/// </summary>
/// <remarks>Two writes at the same moment can still collide; the worker that restores the files then reports it.</remarks>
internal sealed class PathConflicts(ProjectFiles files)
{
    /// <summary>Refuses a new file where a folder is or below a file. Not needed for a file that exists.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file to be.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When nothing is in the way.</returns>
    /// <exception cref="ProblemException">409, naming what is in the way.</exception>
    public async Task CheckFileAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        var folder = files.FolderExistsAsync(projectId, path, cancellationToken);
        await Task.WhenAll(folder, CheckParentsAsync(projectId, path, cancellationToken));
        if (await folder)
        {
            throw ProblemException.Conflict($"There is a folder {path}; a file cannot have the same path.");
        }
    }

    /// <summary>Refuses a new folder where a file is or below a file.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The folder to be.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When nothing is in the way.</returns>
    /// <exception cref="ProblemException">409, naming what is in the way.</exception>
    public async Task CheckFolderAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        var file = files.FindAsync(projectId, path, cancellationToken);
        await Task.WhenAll(file, CheckParentsAsync(projectId, path, cancellationToken));
        if (await file is not null)
        {
            throw ProblemException.Conflict($"There is a file {path}; a folder cannot have the same path.");
        }
    }

    private async Task CheckParentsAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(ParentsOf(path).Select(parent => files.FindAsync(projectId, parent, cancellationToken)));
        if (found.FirstOrDefault(file => file is not null) is { } file)
        {
            throw ProblemException.Conflict($"{file.Path} is a file, so there can be nothing below it.");
        }
    }

    private static IEnumerable<ProjectPath> ParentsOf(ProjectPath path)
    {
        for (var i = path.Value.IndexOf('/', StringComparison.Ordinal); i >= 0; i = path.Value.IndexOf('/', i + 1))
        {
            yield return ProjectPath.Parse(path.Value[..i]);
        }
    }
}
