using System.Globalization;
using System.Text;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Decodes <c>aws-chunked</c>: <c>hex-length[;chunk-signature=…]</c>, the chunk, and so on; after the chunk of length 0
/// come trailers with the checksum. The signatures are not verified.
/// </summary>
internal sealed class AwsChunkedDecoder
{
    private const int MaxLineBytes = 4096;
    private const int MaxTrailers = 16;

    private readonly StringBuilder _line = new();
    private State _state = State.Length;
    private long _rest;
    private int _trailers;

    private AwsChunkedDecoder(long? decodedLength, ChecksumAlgorithm? trailerAlgorithm)
    {
        DecodedLength = decodedLength;
        TrailerAlgorithm = trailerAlgorithm;
    }

    private enum State
    {
        Length,
        Data,
        DataEnd,
        Trailer,
        Complete,
    }

    /// <summary>The body's length, as the client announced it.</summary>
    public long? DecodedLength { get; }

    /// <summary>The checksum that is to come behind the body.</summary>
    public ChecksumAlgorithm? TrailerAlgorithm { get; }

    /// <summary>The checksum that came.</summary>
    public Checksum? Trailer { get; private set; }

    /// <summary>Whether the last chunk and the trailers have come.</summary>
    public bool IsComplete => _state == State.Complete
        || (_state == State.Trailer && _line.Length == 0 && (TrailerAlgorithm is null || Trailer is not null));

    /// <summary>A decoder for a request, if its body is encoded so.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The decoder, or null.</returns>
    public static AwsChunkedDecoder? For(S3Request request)
    {
        var signedAs = request.Header("x-amz-content-sha256");
        var encoded = signedAs?.StartsWith("STREAMING-", StringComparison.Ordinal) == true
            || request.Headers.ContentEncoding.ToString().Contains("aws-chunked", StringComparison.OrdinalIgnoreCase);
        if (!encoded)
        {
            return null;
        }

        long? length = null;
        if (request.Header("x-amz-decoded-content-length") is { } header)
        {
            length = long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw S3Exception.InvalidArgument("x-amz-decoded-content-length", header, "Invalid x-amz-decoded-content-length");
        }
        else if (request.Context.Request.ContentLength is not null)
        {
            throw new S3Exception(411, "MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.");
        }

        ChecksumAlgorithm? algorithm = null;
        if (request.Header("x-amz-trailer") is { } trailer)
        {
            algorithm = Checksum.ParseHeader(trailer.Trim())
                ?? throw S3Exception.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
        }

        return new AwsChunkedDecoder(length, algorithm);
    }

    /// <summary>Decodes the next bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="sink">Receives the body.</param>
    public void Decode(ReadOnlySpan<byte> data, BodySink sink)
    {
        while (!data.IsEmpty)
        {
            if (_state == State.Data)
            {
                var count = (int)Math.Min(_rest, data.Length);
                sink.Append(data[..count]);
                data = data[count..];
                _rest -= count;
                if (_rest == 0)
                {
                    _state = State.DataEnd;
                }

                continue;
            }

            var end = data.IndexOf((byte)'\n');
            var piece = end < 0 ? data : data[..end];
            if (_line.Length + piece.Length > MaxLineBytes)
            {
                throw S3Exception.IncompleteBody();
            }

            _line.Append(Encoding.Latin1.GetString(piece));
            if (end < 0)
            {
                return;
            }

            data = data[(end + 1)..];
            var line = _line.ToString().TrimEnd('\r');
            _line.Clear();
            OnLine(line);
        }
    }

    private void OnLine(string line)
    {
        switch (_state)
        {
            case State.Length:
                var semicolon = line.IndexOf(';', StringComparison.Ordinal);
                var hex = semicolon < 0 ? line : line[..semicolon];
                if (hex.Length is 0 or > 15
                    || !long.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _rest))
                {
                    throw S3Exception.IncompleteBody();
                }

                _state = _rest == 0 ? State.Trailer : State.Data;
                break;
            case State.DataEnd:
                _state = line.Length == 0 ? State.Length : throw S3Exception.IncompleteBody();
                break;
            case State.Trailer:
                OnTrailer(line);
                break;
            default:
                if (line.Length > 0)
                {
                    throw S3Exception.IncompleteBody();
                }

                break;
        }
    }

    private void OnTrailer(string line)
    {
        if (line.Length == 0)
        {
            if (TrailerAlgorithm is not null && Trailer is null)
            {
                throw new S3Exception(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");
            }

            _state = State.Complete;
            return;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || ++_trailers > MaxTrailers)
        {
            throw new S3Exception(400, "MalformedTrailerError", "The request contained trailing data that was not well-formed or did not conform to our published schema.");
        }

        var name = line[..colon].Trim();
        if (Checksum.ParseHeader(name) is { } algorithm && algorithm == TrailerAlgorithm)
        {
            Trailer = new Checksum(algorithm, ExpectedDigests.Validate(name, algorithm, line[(colon + 1)..].Trim()));
        }
    }
}
