using System.Net;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Aws;
using CloudIde.Core.Projects;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Files;

/// <summary>The files of projects, one S3 object each.</summary>
internal sealed class ProjectFiles(IAmazonS3 s3, AwsSettings aws, ServerTelemetry telemetry)
{
    /// <summary>DeleteObjects takes this many keys at most.</summary>
    private const int DeleteBatch = 1000;

    /// <summary>Lists a project's files and folder markers, all pages.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The listing. Objects whose names are no valid paths, made by other S3 tools, are left out.</returns>
    public async Task<FileListing> ListAsync(string projectId, CancellationToken cancellationToken)
    {
        var prefix = ProjectKeys.Files(projectId);
        var files = new List<FileView>();
        var folders = new List<string>();
        await foreach (var item in ListObjectsAsync(prefix, cancellationToken))
        {
            var path = item.Key[prefix.Length..];
            if (path.EndsWith('/'))
            {
                if (ProjectPath.TryParse(path[..^1], out _, out _))
                {
                    folders.Add(path[..^1]);
                }
            }
            else if (ProjectPath.TryParse(path, out _, out _))
            {
                files.Add(new FileView(path, item.Size ?? 0, Utc(item.LastModified), item.ETag));
            }
        }

        return new FileListing(files, folders);
    }

    /// <summary>Looks at a file without reading it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The file, or null.</returns>
    public async Task<FileView?> FindAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        try
        {
            var head = await s3.GetObjectMetadataAsync(aws.BucketName, ProjectKeys.File(projectId, path), cancellationToken);
            return new FileView(path.Value, head.ContentLength, Utc(head.LastModified), head.ETag);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading. The caller disposes the response.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The open file, or null when there is none.</returns>
    public async Task<GetObjectResponse?> OpenAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        try
        {
            var response = await s3.GetObjectAsync(aws.BucketName, ProjectKeys.File(projectId, path), cancellationToken);
            telemetry.CountRead(response.ContentLength);
            return response;
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <summary>Writes a text file as UTF-8.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    /// <param name="contentType">Its type, or null to go by its name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The file as it now is.</returns>
    public async Task<FileView> WriteTextAsync(
        string projectId, ProjectPath path, string text, string? contentType, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text), writable: false);
        contentType = ContentTypes.ForWriting(path.Value, contentType, isText: true);
        return await WriteAsync(projectId, path, content, contentType, expected: null, cancellationToken);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">Its bytes. Must be able to seek: the client signs it, and sends it again after a failure.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="expected">What must be there for the write to happen, or null for whatever is there.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The file as it now is.</returns>
    /// <exception cref="ProblemException">412 when something else is there.</exception>
    public async Task<FileView> WriteAsync(
        string projectId,
        ProjectPath path,
        Stream content,
        string contentType,
        ExpectedVersion? expected,
        CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = aws.BucketName,
            Key = ProjectKeys.File(projectId, path),
            InputStream = content,
            AutoCloseStream = false,
            ContentType = contentType,
            IfMatch = expected?.Etag,
            IfNoneMatch = expected is { Etag: null } ? "*" : null,
        };
        try
        {
            var length = content.Length;
            var response = await s3.PutObjectAsync(request, cancellationToken);
            telemetry.CountWritten(length);
            return new FileView(path.Value, length, DateTime.UtcNow, response.ETag);
        }
        catch (AmazonS3Exception error) when (expected is not null && IsLostRace(error))
        {
            throw ProblemException.PreconditionFailed("The file was changed by someone else at the same moment.");
        }
    }

    /// <summary>Deletes one file.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The file.</param>
    /// <param name="etag">The version to delete, or null for any.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is deleted.</returns>
    /// <exception cref="ProblemException">412 when there is another version now.</exception>
    public async Task DeleteAsync(string projectId, ProjectPath path, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            await s3.DeleteObjectAsync(
                new DeleteObjectRequest { BucketName = aws.BucketName, Key = ProjectKeys.File(projectId, path), IfMatch = etag },
                cancellationToken);
        }
        catch (AmazonS3Exception error) when (etag is not null && IsLostRace(error))
        {
            throw ProblemException.PreconditionFailed("The file was changed by someone else at the same moment.");
        }
    }

    /// <summary>Makes a folder that is kept while it is empty.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is made.</returns>
    public Task AddFolderAsync(string projectId, ProjectPath path, CancellationToken cancellationToken) => s3.PutObjectAsync(
        new PutObjectRequest
        {
            BucketName = aws.BucketName,
            Key = ProjectKeys.Folder(projectId, path),
            ContentType = "application/x-directory",
            ContentBody = "",
        },
        cancellationToken);

    /// <summary>Whether a path is a folder: it has a marker, or files below it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it is.</returns>
    public async Task<bool> FolderExistsAsync(string projectId, ProjectPath path, CancellationToken cancellationToken) =>
        (await PeekAsync(projectId, path, 1, cancellationToken)).Count > 0;

    /// <summary>Whether a path is a folder with nothing in it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it is.</returns>
    public async Task<bool> IsEmptyFolderAsync(string projectId, ProjectPath path, CancellationToken cancellationToken) =>
        await PeekAsync(projectId, path, 2, cancellationToken) is [var only] && only.Key == ProjectKeys.Folder(projectId, path);

    /// <summary>Deletes a folder with everything in it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The paths of what there was; those of folder markers end with '/'.</returns>
    public async Task<IReadOnlyList<string>> DeleteFolderAsync(string projectId, ProjectPath path, CancellationToken cancellationToken)
    {
        var keys = await DeleteByPrefixAsync(ProjectKeys.Folder(projectId, path), cancellationToken);
        var prefix = ProjectKeys.Files(projectId);
        return [.. keys.Select(key => key[prefix.Length..])];
    }

    /// <summary>Deletes everything of a project, its snapshots too.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is deleted.</returns>
    public Task DeleteProjectAsync(string projectId, CancellationToken cancellationToken) =>
        DeleteByPrefixAsync(ProjectKeys.Project(projectId), cancellationToken);

    /// <summary>Lists the objects under a prefix, page after page.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The objects by key.</returns>
    public async IAsyncEnumerable<S3Object> ListObjectsAsync(
        string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = aws.BucketName, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await s3.ListObjectsV2Async(request, cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                yield return item;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>Deletes objects as they were listed.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The keys of those that stay, since somebody changed them after the listing.</returns>
    public async Task<HashSet<string>> DeleteListedAsync(IEnumerable<S3Object> items, CancellationToken cancellationToken)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var batch in items.Chunk(DeleteBatch))
        {
            try
            {
                await DeleteBatchAsync(batch.Select(item => new KeyVersion { Key = item.Key, ETag = item.ETag }), cancellationToken);
            }
            catch (DeleteObjectsException e) when (e.Response.DeleteErrors.TrueForAll(error => error.Code == "PreconditionFailed"))
            {
                changed.UnionWith(e.Response.DeleteErrors.Select(error => error.Key));
            }
        }

        return changed;
    }

    /// <summary>Deletes objects, whatever they are now, in batches.</summary>
    /// <param name="keys">Their keys.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When all are deleted; fails when one could not be.</returns>
    public async Task DeleteKeysAsync(IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        foreach (var batch in keys.Chunk(DeleteBatch))
        {
            await DeleteBatchAsync(batch.Select(key => new KeyVersion { Key = key }), cancellationToken);
        }
    }

    // Keys that cannot be deleted come back inside a 200; the client throws DeleteObjectsException for them.
    private Task DeleteBatchAsync(IEnumerable<KeyVersion> keys, CancellationToken cancellationToken) =>
        s3.DeleteObjectsAsync(new DeleteObjectsRequest { BucketName = aws.BucketName, Objects = [.. keys], Quiet = true }, cancellationToken);

    /// <summary>412: another version. 409: two conditional writes at once. 404: the version to replace is gone.</summary>
    private static bool IsLostRace(AmazonS3Exception error) =>
        error.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict
        || error.ErrorCode == "NoSuchKey";

    private static DateTime Utc(DateTime? time) => time?.ToUniversalTime() ?? DateTime.UnixEpoch;

    private async Task<IReadOnlyList<S3Object>> PeekAsync(
        string projectId, ProjectPath folder, int count, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = aws.BucketName,
            Prefix = ProjectKeys.Folder(projectId, folder),
            MaxKeys = count,
        };
        var page = await s3.ListObjectsV2Async(request, cancellationToken);
        return page.S3Objects ?? [];
    }

    private async Task<IReadOnlyList<string>> DeleteByPrefixAsync(string prefix, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var item in ListObjectsAsync(prefix, cancellationToken))
        {
            keys.Add(item.Key);
        }

        await DeleteKeysAsync(keys, cancellationToken);
        return keys;
    }
}
