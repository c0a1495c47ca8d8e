using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Aws;
using CloudIde.Core.Projects;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Files;

/// <summary>Moves and renames. S3 has no such operation: it is a copy and a delete, done so that nothing is ever lost.</summary>
internal sealed class FileMover(IAmazonS3 s3, AwsSettings aws, ProjectFiles files, PathConflicts conflicts, FileChangeNotices notices)
{
    private const int ParallelCopies = 16;

    /// <summary>Moves a file, or a folder with everything in it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="from">What to move.</param>
    /// <param name="to">Where to. Nothing may be there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many files were moved.</returns>
    /// <exception cref="ProblemException">400 into itself, 404 nothing to move, 409 something is in the way.</exception>
    public async Task<int> MoveAsync(string projectId, ProjectPath from, ProjectPath to, CancellationToken cancellationToken)
    {
        if (from == to)
        {
            throw ProblemException.BadRequest("The two paths are the same.");
        }

        if (to.Value.StartsWith(from.Value + "/", StringComparison.Ordinal))
        {
            throw ProblemException.BadRequest($"{from} cannot be moved into itself.");
        }

        var file = await files.FindAsync(projectId, from, cancellationToken);
        if (file is null && !await files.FolderExistsAsync(projectId, from, cancellationToken))
        {
            throw ProblemException.NotFound($"There is no file or folder {from}.");
        }

        await conflicts.CheckFileAsync(projectId, to, cancellationToken);
        await conflicts.CheckFolderAsync(projectId, to, cancellationToken);
        if (file is null)
        {
            return await MoveFolderAsync(projectId, from, to, cancellationToken);
        }

        using var report = notices.Begin(projectId);
        var etag = await CopyAsync(ProjectKeys.File(projectId, from), ProjectKeys.File(projectId, to), file.Etag, cancellationToken);
        report.Written(to.Value, etag, file.Size);
        await files.DeleteAsync(projectId, from, file.Etag, cancellationToken);
        report.Deleted(from.Value);
        report.Complete();
        return 1;
    }

    private async Task<int> MoveFolderAsync(
        string projectId, ProjectPath from, ProjectPath to, CancellationToken cancellationToken)
    {
        var source = ProjectKeys.Folder(projectId, from);
        var target = ProjectKeys.Folder(projectId, to);
        var sources = new List<S3Object>();
        await foreach (var item in files.ListObjectsAsync(source, cancellationToken))
        {
            // A name that gets too long is found before the first copy, not in the middle.
            var path = (to.Value + "/" + item.Key[source.Length..]).TrimEnd('/');
            if (!ProjectPath.TryParse(path, out _, out var problem))
            {
                throw ProblemException.BadRequest(problem);
            }

            sources.Add(item);
        }

        using var report = notices.Begin(projectId);
        var copies = new ConcurrentBag<(S3Object Source, string Key, string ETag)>();
        try
        {
            await Parallel.ForEachAsync(
                sources,
                new ParallelOptions { MaxDegreeOfParallelism = ParallelCopies, CancellationToken = cancellationToken },
                async (item, token) =>
                {
                    var key = target + item.Key[source.Length..];
                    copies.Add((item, key, await CopyAsync(item.Key, key, item.ETag, token)));
                });
        }
        catch
        {
            // The originals are all there still. The client may be gone, so its token does not count here.
            await files.DeleteKeysAsync(copies.Select(copy => copy.Key), CancellationToken.None);
            throw;
        }

        // What a program changed while it was copied stays where it is, beside its older version in the new place.
        var changed = await files.DeleteListedAsync(sources, CancellationToken.None);
        var root = ProjectKeys.Files(projectId).Length;
        foreach (var (item, key, etag) in copies)
        {
            var isFolder = key.EndsWith('/');
            report.Written(key[root..], isFolder ? null : etag, isFolder ? null : item.Size);
            if (!changed.Contains(item.Key))
            {
                report.Deleted(item.Key[root..]);
            }
        }

        report.Complete();
        return sources.Count(item => !item.Key.EndsWith('/'));
    }

    private async Task<string> CopyAsync(string from, string to, string etag, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await s3.CopyObjectAsync(
                new CopyObjectRequest
                {
                    SourceBucket = aws.BucketName,
                    SourceKey = from,
                    DestinationBucket = aws.BucketName,
                    DestinationKey = to,
                    ETagToMatch = etag,
                    IfNoneMatch = "*",
                },
                cancellationToken);
            return answer.ETag;
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
            || error.ErrorCode == "NoSuchKey")
        {
            throw ProblemException.Conflict("A file was changed by someone else while it was being moved. Nothing was moved; try again.");
        }
    }
}
