namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// Reads a stretch of a body. The caller holds a reference to the body; disposing the stream gives it back.
/// Reads are synchronous: they come out of the page cache, and a hop to another thread would cost more.
/// </summary>
internal sealed class BodyStream : Stream
{
    private readonly ObjectBody _body;
    private BodyFile? _file;
    private int _segment;
    private long _offset;
    private long _remaining;
    private bool _disposed;

    /// <summary>Begins to read.</summary>
    /// <param name="body">The body, with a reference that this stream gives back.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    public BodyStream(ObjectBody body, long start, long length)
    {
        _body = body;
        _remaining = length;
        while (_segment < body.Segments.Length && start >= body.Segments[_segment].Length)
        {
            start -= body.Segments[_segment++].Length;
        }

        _offset = start;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_remaining > 0 && buffer.Length > 0)
        {
            var segment = _body.Segments[_segment];
            var wanted = (int)Math.Min(buffer.Length, Math.Min(_remaining, segment.Length - _offset));
            if (wanted > 0)
            {
                var file = _file ??= _body.Files.Open(segment.Id);
                var read = RandomAccess.Read(file.Handle, buffer[..wanted], file.Start + _offset);
                if (read == 0)
                {
                    throw new EndOfStreamException($"The file of body {segment.Id:x16} is shorter than the {segment.Length} bytes recorded.");
                }

                _offset += read;
                _remaining -= read;
                return read;
            }

            _file?.Dispose();
            _file = null;
            _segment++;
            _offset = 0;
        }

        return 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
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
        if (!_disposed)
        {
            _disposed = true;
            _file?.Dispose();
            _body.Release();
        }

        base.Dispose(disposing);
    }
}
