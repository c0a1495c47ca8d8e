using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3.Payloads;

/// <summary>
/// Takes the frames off a body in AWS's own chunked form: <c>size;chunk-signature=…</c>, the bytes, and after a chunk
/// of no bytes the trailing headers. The signatures of chunks are not verified, as no signature is.
/// </summary>
/// <param name="reader">The request's body.</param>
internal sealed class AwsChunkedStream(PipeReader reader) : Stream
{
    private const int LongestLine = 16 * 1024;

    /// <summary>A checksum and its signature are all that a client sends; a body that never stops naming others must not fill memory.</summary>
    private const int MostTrailers = 16;

    private readonly Dictionary<string, string> _trailers = new(StringComparer.OrdinalIgnoreCase);
    private long _remaining;
    private bool _behindChunk;
    private bool _ended;

    /// <summary>The trailing headers, complete once the stream has ended.</summary>
    public IReadOnlyDictionary<string, string> Trailers => _trailers;

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
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_remaining == 0 && !_ended)
        {
            await BeginChunkAsync(cancellationToken);
        }

        if (_ended || buffer.Length == 0)
        {
            return 0;
        }

        var result = await RequestBody.ReadFramedAsync(reader, cancellationToken);
        var length = (int)Math.Min(buffer.Length, Math.Min(_remaining, result.Buffer.Length));
        if (length == 0)
        {
            reader.AdvanceTo(result.Buffer.End);
            throw S3Errors.IncompleteBody();
        }

        var taken = result.Buffer.Slice(0, length);
        taken.CopyTo(buffer.Span);
        reader.AdvanceTo(taken.End);
        _remaining -= length;
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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

    private async ValueTask BeginChunkAsync(CancellationToken cancellationToken)
    {
        if (_behindChunk && await ReadLineAsync(cancellationToken) is not "")
        {
            throw S3Errors.IncompleteBody();
        }

        var line = await ReadLineAsync(cancellationToken) ?? throw S3Errors.IncompleteBody();
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var size = semicolon < 0 ? line : line[..semicolon];
        if (size.Length is 0 or > 15
            || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _remaining))
        {
            throw S3Errors.IncompleteBody();
        }

        _behindChunk = true;
        if (_remaining > 0)
        {
            return;
        }

        _ended = true;
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } trailer)
        {
            var colon = trailer.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || _trailers.Count == MostTrailers)
            {
                throw MalformedTrailer();
            }

            _trailers[trailer[..colon].Trim()] = trailer[(colon + 1)..].Trim();
        }
    }

    /// <summary>Reads up to a line's end; null where the body has ended.</summary>
    private async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await RequestBody.ReadFramedAsync(reader, cancellationToken);
            var end = result.Buffer.PositionOf((byte)'\n');
            if (end is { } position)
            {
                var line = Encoding.UTF8.GetString(result.Buffer.Slice(0, position));
                reader.AdvanceTo(result.Buffer.GetPosition(1, position));
                return line.EndsWith('\r') ? line[..^1] : line;
            }

            var tooLong = result.Buffer.Length > LongestLine;
            if (tooLong || result.IsCompleted)
            {
                var isEmpty = result.Buffer.IsEmpty;
                reader.AdvanceTo(result.Buffer.End);
                return isEmpty ? null : throw S3Errors.IncompleteBody();
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The error for trailing headers that are not what was announced.</summary>
    /// <returns>The error.</returns>
    public static S3Exception MalformedTrailer() =>
        new(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");
}
