using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Worker.Workspaces.Files;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>One project's snapshot in S3: its manifest and its packs. Every write is fenced, and the manifest's conditional.</summary>
internal sealed class SnapshotStore(IAmazonS3 s3, string bucket, string projectId, IFence fence, TimeProvider time)
{
    // S3's limit for one request.
    private const int MaxDeletes = 1000;

    private const string PackSuffix = ".tar.zst";

    private readonly string _prefix = ProjectKeys.Project(projectId) + "snapshot/";

    private int _requests;

    private string ManifestKey => _prefix + "manifest.json";

    /// <summary>How many requests were made since this was last asked.</summary>
    /// <returns>A number.</returns>
    internal int TakeRequests() => Interlocked.Exchange(ref _requests, 0);

    /// <summary>Makes up a name for a pack that nobody else can have.</summary>
    /// <param name="sequence">Its place.</param>
    /// <returns>The last segment of its key.</returns>
    internal static string NewPackName(int sequence) => FormattableString.Invariant($"{sequence:D8}-{Guid.NewGuid():N}{PackSuffix}");

    /// <summary>Reads the manifest.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The manifest and its version; an empty one and null when the project has no snapshot.</returns>
    /// <exception cref="SnapshotException">S3 fails, or the manifest cannot be read by this program.</exception>
    internal Task<(SnapshotManifest Manifest, string? ETag)> ReadManifestAsync(CancellationToken cancellationToken) =>
        TryAsync("read the snapshot's manifest", _ => ReadManifestOnceAsync(cancellationToken), cancellationToken);

    /// <summary>Writes the manifest, unless somebody else changed it.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="knownETag">The version that it replaces, or null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="SnapshotException">Somebody else changed it, or S3 fails.</exception>
    internal Task<string> WriteManifestAsync(SnapshotManifest manifest, string? knownETag, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, SnapshotJsonContext.Default.SnapshotManifest);
        return TryAsync("write the snapshot's manifest", WriteOnceAsync, cancellationToken);

        async Task<string> WriteOnceAsync(int attempt)
        {
            var request = new PutObjectRequest
            {
                BucketName = bucket,
                Key = ManifestKey,
                ContentType = "application/json",
                InputStream = new FencedStream(new MemoryStream(bytes), fence),
                IfMatch = knownETag,
                IfNoneMatch = knownETag is null ? "*" : null,
            };
            try
            {
                await fence.EnsureHeldAsync(cancellationToken);
                return (await s3.PutObjectAsync(request, cancellationToken)).ETag;
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                // An attempt before may have worked, its answer lost.
                var (current, etag) = await ReadManifestOnceAsync(cancellationToken);
                return current.Revision == manifest.Revision
                    ? etag!
                    : throw new SnapshotException("Another worker has written the project's snapshot meanwhile; nothing was overwritten.", e)
                    {
                        IsConflict = true,
                    };
            }
        }
    }

    /// <summary>Opens a pack, to be read on a thread that may wait.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its bytes.</returns>
    internal PackDownload Open(SnapshotPack pack, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return new PackDownload(s3, bucket, _prefix + pack.Name, pack.Size, time, cancellationToken);
    }

    /// <summary>Begins to write a pack.</summary>
    /// <param name="name">The pack's name.</param>
    /// <returns>Takes its parts.</returns>
    internal PackUpload Upload(string name) => new(s3, bucket, _prefix + name, fence, time);

    /// <summary>Counts an upload's requests as this store's.</summary>
    /// <param name="requests">How many.</param>
    internal void Count(int requests) => Interlocked.Add(ref _requests, requests);

    /// <summary>Lists the packs that are there, in the manifest or not.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their names.</returns>
    internal async Task<List<string>> ListPacksAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = _prefix };
        ListObjectsV2Response page;
        do
        {
            page = await TryAsync("list the snapshot's packs", _ => s3.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            names.AddRange((page.S3Objects ?? []).Select(item => item.Key[_prefix.Length..]).Where(name => name.EndsWith(PackSuffix, StringComparison.Ordinal)));
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);

        return names;
    }

    /// <summary>Deletes packs that no manifest names.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they are gone.</returns>
    internal async Task DeletePacksAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        foreach (var batch in names.Chunk(MaxDeletes))
        {
            var request = new DeleteObjectsRequest
            {
                BucketName = bucket,
                Quiet = true,
                Objects = [.. batch.Select(name => new KeyVersion { Key = _prefix + name })],
            };
            await TryAsync<object>("delete old packs", Delete, cancellationToken);

            async Task<object> Delete(int attempt)
            {
                await fence.EnsureHeldAsync(cancellationToken);
                return await s3.DeleteObjectsAsync(request, cancellationToken);
            }
        }
    }

    private async Task<(SnapshotManifest Manifest, string? ETag)> ReadManifestOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await s3.GetObjectAsync(bucket, ManifestKey, cancellationToken);
            var manifest = await JsonSerializer.DeserializeAsync(
                response.ResponseStream, SnapshotJsonContext.Default.SnapshotManifest, cancellationToken);
            return manifest is { Version: SnapshotManifest.CurrentVersion, Packs: not null }
                ? (manifest, response.ETag)
                : throw new SnapshotException($"The manifest {ManifestKey} is of version {manifest?.Version}; this worker reads {SnapshotManifest.CurrentVersion}.");
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return (SnapshotManifest.Empty, null);
        }
        catch (JsonException e)
        {
            throw new SnapshotException($"The manifest {ManifestKey} is damaged: {e.Message}", e);
        }
    }

    private Task<T> TryAsync<T>(string what, Func<int, Task<T>> request, CancellationToken cancellationToken) => S3Retry.RunAsync(
        what,
        time,
        attempt =>
        {
            Interlocked.Increment(ref _requests);
            return request(attempt);
        },
        cancellationToken);
}
