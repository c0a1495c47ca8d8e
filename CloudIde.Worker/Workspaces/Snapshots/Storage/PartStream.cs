using System.Buffers;
using System.Threading.Channels;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>
/// What is written to it leaves in parts. A writer that is faster than S3 waits, so that never more than a few parts are in
/// memory.
/// </summary>
internal sealed class PartStream(ChannelWriter<PackPart> parts, CancellationToken cancellationToken) : Stream
{
    /// <summary>The size of all parts but the last, in bytes. S3 wants at least 5 MiB, and at most 10,000 parts: 80 GB.</summary>
    internal const int PartSize = 8 << 20;

    // Most packs are small.
    private const int FirstBuffer = 64 * 1024;

    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>How many bytes were written.</summary>
    internal long Written { get; private set; }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_length == PartSize)
            {
                Send(isLast: false);
            }

            var count = Math.Min(buffer.Length, PartSize - _length);
            Reserve(_length + count);
            buffer[..count].CopyTo(_buffer.AsSpan(_length));
            _length += count;
            Written += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Sends what is left as the last part.</summary>
    internal void Complete() => Send(isLast: true);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        base.Dispose(disposing);
    }

    private void Send(bool isLast)
    {
        // This thread is the writer's own, so it may wait.
        parts.WriteAsync(new PackPart(_buffer!, _length, isLast), cancellationToken).AsTask().GetAwaiter().GetResult();
        _buffer = isLast ? null : ArrayPool<byte>.Shared.Rent(PartSize);
        _length = 0;
    }

    private void Reserve(int size)
    {
        if (size <= _buffer!.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(PartSize, Math.Max(size, 2 * _buffer.Length)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
