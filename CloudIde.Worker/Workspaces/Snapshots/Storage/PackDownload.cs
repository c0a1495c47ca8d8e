using Amazon.S3;
using Amazon.S3.Model;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>
/// The bytes of an object, read on a thread that may wait. A connection that breaks, or a request that fails, is tried again
/// from where it was, so that whoever unpacks them notices nothing.
/// </summary>
internal sealed class PackDownload(IAmazonS3 s3, string bucket, string key, long length, TimeProvider time, CancellationToken cancellationToken) : Stream
{
    private GetObjectResponse? _response;
    private string? _etag;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
        {
            return 0;
        }

        var count = await S3Retry.RunAsync("read a pack", time, _ => ReadOnceAsync(buffer, cancellationToken), cancellationToken);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            _response ??= await OpenAsync(cancellationToken);
            var count = await _response.ResponseStream.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException($"S3 sent {_position} of {length} bytes.");
        }
        catch (Exception e) when (S3Retry.MayWorkLater(e))
        {
            _response?.Dispose();
            _response = null;
            throw;
        }
    }

    private async Task<GetObjectResponse> OpenAsync(CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = key };
        if (_position > 0)
        {
            // The rest must be of the same object.
            request.ByteRange = new ByteRange(_position, length - 1);
            request.EtagToMatch = _etag;
        }

        var response = await s3.GetObjectAsync(request, cancellationToken);
        if (_position == 0)
        {
            _etag = response.ETag;
            if (response.ContentLength != length)
            {
                throw new SnapshotException($"The pack {key} has {response.ContentLength} bytes instead of {length}.");
            }
        }

        return response;
    }
}
