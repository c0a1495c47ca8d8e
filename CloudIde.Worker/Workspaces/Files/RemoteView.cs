using System.Runtime.ExceptionServices;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>What S3 has, as far as it was asked; the rest is taken to be as it was known.</summary>
/// <param name="state">What was known.</param>
/// <param name="listed">A listing of all files, or null when S3 was not listed.</param>
/// <param name="looked">Single files that were asked for; null for one that S3 does not have.</param>
/// <param name="failure">Why others could not be asked for, or null.</param>
internal sealed class RemoteView(
    SyncState state, IReadOnlyDictionary<ProjectPath, RemoteFile>? listed, IReadOnlyDictionary<ProjectPath, RemoteFile?> looked, Exception? failure)
{
    /// <summary>The single files that were asked for.</summary>
    public IEnumerable<ProjectPath> Looked => looked.Keys;

    /// <summary>The files that S3 was asked about.</summary>
    public IEnumerable<ProjectPath> Paths => listed is null ? looked.Keys : listed.Keys.Concat(looked.Keys);

    /// <summary>The version that S3 has of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The version, or null when it has none.</returns>
    public string? ETag(ProjectPath path)
    {
        if (looked.TryGetValue(path, out var single))
        {
            return single?.ETag;
        }

        if (listed is not null)
        {
            return listed.TryGetValue(path, out var file) ? file.ETag : null;
        }

        return state.Files.TryGetValue(path, out var known) ? known.ETag : null;
    }

    /// <summary>Ends a round in which S3 gave no answer about a file, once the others are done: another round follows.</summary>
    public void ThrowIfIncomplete()
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
