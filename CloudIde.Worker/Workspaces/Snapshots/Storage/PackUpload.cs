using System.Net;
using System.Threading.Channels;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Worker.Workspaces.Files;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>Sends the parts of one pack: a small one at once, a large one as a multipart upload.</summary>
internal sealed class PackUpload(IAmazonS3 s3, string bucket, string key, IFence fence, TimeProvider time)
{
    /// <summary>How many requests it took.</summary>
    internal int Requests { get; private set; }

    /// <summary>Sends all parts, the last one included.</summary>
    /// <param name="parts">The parts. Their buffers are given back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when S3 has the pack.</returns>
    /// <exception cref="SnapshotException">S3 does not take it.</exception>
    internal async Task RunAsync(ChannelReader<PackPart> parts, CancellationToken cancellationToken)
    {
        var part = await parts.ReadAsync(cancellationToken);
        if (part.IsLast)
        {
            await SendAsync("write a pack", part, PutAsync, cancellationToken);
            return;
        }

        var upload = await TryAsync("begin a pack", _ => s3.InitiateMultipartUploadAsync(bucket, key, cancellationToken), cancellationToken);
        try
        {
            var tags = new List<PartETag>();
            while (true)
            {
                var number = tags.Count + 1;
                var answer = await SendAsync(
                    $"write part {number} of a pack", part, content => PutPartAsync(upload.UploadId, number, content, cancellationToken), cancellationToken);
                tags.Add(new PartETag(number, answer.ETag));
                if (part.IsLast)
                {
                    break;
                }

                part = await parts.ReadAsync(cancellationToken);
            }

            await CompleteAsync(upload.UploadId, tags, cancellationToken);
        }
        catch
        {
            await TryAbortAsync(upload.UploadId);
            throw;
        }

        Task<PutObjectResponse> PutAsync(Stream content) => s3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = key, InputStream = content, AutoCloseStream = false }, cancellationToken);
    }

    private Task<UploadPartResponse> PutPartAsync(string uploadId, int number, Stream content, CancellationToken cancellationToken) =>
        s3.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                PartSize = content.Length,
                InputStream = content,
            },
            cancellationToken);

    private async Task CompleteAsync(string uploadId, List<PartETag> tags, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId, PartETags = tags };
        await TryAsync<object>("end a pack", Complete, cancellationToken);

        async Task<object> Complete(int attempt)
        {
            try
            {
                return await s3.CompleteMultipartUploadAsync(request, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && attempt > 0)
            {
                // The attempt before may have worked, its answer lost.
                return await s3.GetObjectMetadataAsync(bucket, key, cancellationToken);
            }
        }
    }

    private async Task<T> SendAsync<T>(string what, PackPart part, Func<Stream, Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(what, SendOnce, cancellationToken);
        }
        finally
        {
            part.Return();
        }

        async Task<T> SendOnce(int attempt)
        {
            await using var content = new FencedStream(new MemoryStream(part.Buffer, 0, part.Length, writable: false), fence);
            return await send(content);
        }
    }

    private Task<T> TryAsync<T>(string what, Func<int, Task<T>> request, CancellationToken cancellationToken) =>
        S3Retry.RunAsync(
            what,
            time,
            async attempt =>
            {
                await fence.EnsureHeldAsync(cancellationToken);
                Requests++;
                return await request(attempt);
            },
            cancellationToken);

    private async Task TryAbortAsync(string uploadId)
    {
        try
        {
            // Also when the save was given up: parts that nobody completes are stored, and paid for, until somebody notices.
            await s3.AbortMultipartUploadAsync(bucket, key, uploadId, CancellationToken.None);
        }
        catch (Exception e) when (S3Retry.MayWorkLater(e) || e is AmazonS3Exception)
        {
            // What is left of it costs a little, and nothing reads it.
        }
    }
}
