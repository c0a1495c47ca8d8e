using System.Buffers;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots;
using CloudIde.Worker.Workspaces.Snapshots.Storage;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>One project's files in S3: one object a file, an object with '/' at the end for an empty folder.</summary>
/// <param name="s3">S3.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="projectId">The project.</param>
/// <param name="user">Whose rights local files are read and written with.</param>
/// <param name="fence">Asked before each write to S3.</param>
/// <param name="time">The clock of retries.</param>
internal sealed class ProjectStore(IAmazonS3 s3, string bucket, string projectId, FileSystemUser user, IFence fence, TimeProvider time)
{
    /// <summary>The user metadata that keeps the executable bit, which S3 does not know.</summary>
    private const string ModeMetadata = "cloudide-mode";

    private const string ExecutableMode = "755";

    private const int CopyBuffer = 80 * 1024;

    private readonly string _prefix = ProjectKeys.Files(projectId);

    /// <summary>Lists all files and folder markers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The files and the folders that have a marker.</returns>
    public async Task<(Dictionary<ProjectPath, RemoteFile> Files, HashSet<ProjectPath> Folders)> ListAsync(CancellationToken cancellationToken)
    {
        var files = new Dictionary<ProjectPath, RemoteFile>();
        var folders = new HashSet<ProjectPath>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = _prefix };
        ListObjectsV2Response page;
        do
        {
            // Page by page: a listing of many would else never get through when some requests fail.
            page = await S3Retry.RunAsync("list the files", time, _ => s3.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            foreach (var item in page.S3Objects ?? [])
            {
                var name = item.Key[_prefix.Length..];
                var isFolder = name.EndsWith('/');

                // Another S3 tool may have written keys that are no project paths; they are left alone.
                if (!ProjectPath.TryParse(isFolder ? name[..^1] : name, out var path, out _))
                {
                    continue;
                }

                if (isFolder)
                {
                    folders.Add(path);
                }
                else
                {
                    files[path] = new RemoteFile(item.ETag, item.Size ?? 0, Seconds(item.LastModified));
                }
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        return (files, folders);
    }

    /// <summary>Looks at one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The file, or null when S3 has none.</returns>
    public async Task<RemoteFile?> LookAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        try
        {
            var found = await s3.GetObjectMetadataAsync(bucket, ProjectKeys.File(projectId, path), cancellationToken);
            return new RemoteFile(found.ETag, found.ContentLength, Seconds(found.LastModified));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Downloads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="temporaryPath">Where it goes; the caller moves it to its place.</param>
    /// <param name="executable">
    /// Whether it is executable where S3 does not say so: the editor's own writes do not. The answer's state then says that
    /// it is not, which is what S3 holds.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was written, or null when the file is gone from S3.</returns>
    public async Task<SyncedFile?> DownloadAsync(
        ProjectPath path, string temporaryPath, bool executable, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await s3.GetObjectAsync(bucket, ProjectKeys.File(projectId, path), cancellationToken);
            await using (var file = Create(temporaryPath))
            {
                // At once, so that of several files that do not fit together at least some do.
                NativeFile.Reserve(file.SafeFileHandle, response.ContentLength);
                await CopyAsync(response.ResponseStream, file, cancellationToken);
            }

            var known = response.Metadata[ModeMetadata] == ExecutableMode;
            using var scope = user.Enter();
            if ((known || executable) && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    temporaryPath, File.GetUnixFileMode(temporaryPath) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            // Moving keeps all of this, and what is written after the move shows as a change.
            return new SyncedFile(DiskLook.File(temporaryPath)!.Value with { Executable = known }, response.ETag);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Uploads a file, unless somebody else changed it since.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fullPath">Where it is.</param>
    /// <param name="local">Its state before the upload.</param>
    /// <param name="knownETag">The version that it replaces, or null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The new version, or null when S3 has another version than the known one.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<string?> UploadAsync(
        ProjectPath path, string fullPath, LocalFile local, string? knownETag, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = ProjectKeys.File(projectId, path),
            InputStream = new FencedStream(Open(fullPath), fence),
            AutoCloseStream = true,
        };
        if (knownETag is null)
        {
            request.IfNoneMatch = "*";
        }
        else
        {
            request.IfMatch = knownETag;
        }

        if (local.Executable)
        {
            request.Metadata[ModeMetadata] = ExecutableMode;
        }

        try
        {
            await fence.EnsureHeldAsync(cancellationToken);
            return (await s3.PutObjectAsync(request, cancellationToken)).ETag;
        }
        catch (AmazonS3Exception e) when (e.StatusCode
            is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // 404 is S3's answer to If-Match on an object that was deleted meanwhile.
            return null;
        }
    }

    /// <summary>Deletes a file, unless somebody else changed it since.</summary>
    /// <param name="path">The file.</param>
    /// <param name="knownETag">The version that is deleted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when S3 has another version than the known one.</returns>
    public async Task<bool> DeleteAsync(ProjectPath path, string knownETag, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = bucket, Key = ProjectKeys.File(projectId, path), IfMatch = knownETag };
        try
        {
            await fence.EnsureHeldAsync(cancellationToken);
            await s3.DeleteObjectAsync(request, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            return false;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotImplemented)
        {
            return await DeleteUnconditionallyAsync(request, knownETag, cancellationToken);
        }
    }

    /// <summary>Marks a folder, so that it is kept though it is empty.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is marked.</returns>
    public async Task MarkFolderAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        await fence.EnsureHeldAsync(cancellationToken);
        await s3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = ProjectKeys.Folder(projectId, path), ContentBody = "" }, cancellationToken);
    }

    /// <summary>Removes a folder's mark.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is removed.</returns>
    public async Task UnmarkFolderAsync(ProjectPath path, CancellationToken cancellationToken)
    {
        await fence.EnsureHeldAsync(cancellationToken);
        await s3.DeleteObjectAsync(bucket, ProjectKeys.Folder(projectId, path), cancellationToken);
    }

    /// <summary>AWS has conditional deletes since 2025; LocalStack refuses what it does not know. A look before leaves a moment.</summary>
    private async Task<bool> DeleteUnconditionallyAsync(DeleteObjectRequest request, string knownETag, CancellationToken cancellationToken)
    {
        try
        {
            if ((await s3.GetObjectMetadataAsync(bucket, request.Key, cancellationToken)).ETag != knownETag)
            {
                return false;
            }
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return true;
        }

        request.IfMatch = null;
        await fence.EnsureHeldAsync(cancellationToken);
        await s3.DeleteObjectAsync(request, cancellationToken);
        return true;
    }

    private static long Seconds(DateTime? time) =>
        new DateTimeOffset(time?.ToUniversalTime() ?? DateTime.UnixEpoch).ToUnixTimeSeconds();

    /// <summary>Copies such that a connection that breaks is not taken for an error of the disk.</summary>
    private static async Task CopyAsync(Stream answer, Stream file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBuffer);
        try
        {
            while (await ReadAsync(answer, buffer, cancellationToken) is var count and > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<int> ReadAsync(Stream answer, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"S3 broke off: {e.Message}", e);
        }
    }

    private RegularFile Open(string fullPath)
    {
        using var scope = user.Enter();
        return RegularFile.OpenRead(fullPath);
    }

    // CreateNew follows no link and waits for no pipe that the user may have put there.
    private FileStream Create(string temporaryPath)
    {
        using var scope = user.Enter();
        return new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }
}
