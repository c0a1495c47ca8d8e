using CloudIde.Core.Projects;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Files;

/// <summary>
/// Writes and deletes on behalf of a request: with its preconditions, and never a file where a folder is. Whoever follows the
/// project is told.
/// </summary>
internal sealed class FileWriter(ProjectFiles files, PathConflicts conflicts, FileChangeNotices notices)
{
    /// <summary>Writes a file.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">Its bytes; must be able to seek.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="preconditions">What the client expects to be there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The file as it now is.</returns>
    /// <exception cref="ProblemException">409 something is in the way, 412 a precondition does not hold.</exception>
    public async Task<FileView> WriteAsync(
        string projectId,
        ProjectPath path,
        Stream content,
        string contentType,
        FilePreconditions preconditions,
        CancellationToken cancellationToken)
    {
        var current = await files.FindAsync(projectId, path, cancellationToken);

        // Checked here, because S3 knows fewer forms. That it still holds when the write happens is up to S3.
        preconditions.Check(current?.Etag);
        if (current is null)
        {
            await conflicts.CheckFileAsync(projectId, path, cancellationToken);
        }

        var expected = preconditions.Any ? new ExpectedVersion(current?.Etag) : null;
        using var report = notices.Begin(projectId);
        var file = await files.WriteAsync(projectId, path, content, contentType, expected, cancellationToken);
        report.Written(file);
        report.Complete();
        return file;
    }

    /// <summary>Makes a folder that is kept while it is empty.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is made.</returns>
    /// <exception cref="ProblemException">409 something is in the way.</exception>
    public async Task AddFolderAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        await conflicts.CheckFolderAsync(projectId, path, cancellationToken);
        using var report = notices.Begin(projectId);
        await files.AddFolderAsync(projectId, path, cancellationToken);
        report.Written(path.Value + "/");
        report.Complete();
    }

    /// <summary>Deletes a file, or a folder when that is wanted.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="recursive">Whether a folder is deleted with everything in it; otherwise only an empty one is.</param>
    /// <param name="preconditions">What the client expects to be there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What was done, for the answer.</returns>
    /// <exception cref="ProblemException">404 nothing there, 409 a folder that is not empty, 412 a precondition does not hold.</exception>
    public async Task<string> DeleteAsync(
        string projectId,
        ProjectPath path,
        bool recursive,
        FilePreconditions preconditions,
        CancellationToken cancellationToken)
    {
        var current = await files.FindAsync(projectId, path, cancellationToken);
        if (current is not null)
        {
            preconditions.Check(current.Etag);
            using var one = notices.Begin(projectId);
            await files.DeleteAsync(projectId, path, preconditions.Any ? current.Etag : null, cancellationToken);
            one.Deleted(path.Value);
            one.Complete();
            return $"The file {path} was deleted.";
        }

        if (!await files.FolderExistsAsync(projectId, path, cancellationToken))
        {
            preconditions.Check(null);
            throw ProblemException.NotFound($"There is no file {path}.");
        }

        if (!recursive && !await files.IsEmptyFolderAsync(projectId, path, cancellationToken))
        {
            throw ProblemException.Conflict($"{path} is a folder that is not empty. To delete it with everything in it, add ?recursive=1.");
        }

        using var all = notices.Begin(projectId);
        foreach (var deleted in await files.DeleteFolderAsync(projectId, path, cancellationToken))
        {
            all.Deleted(deleted);
        }

        all.Complete();
        return $"The folder {path} was deleted.";
    }
}
