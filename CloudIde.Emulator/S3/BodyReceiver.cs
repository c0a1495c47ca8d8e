using System.IO.Pipelines;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Receives a body into a file: plain, or in <c>aws-chunked</c> with checksums behind it, and checks every digest that
/// the client gave.
/// </summary>
internal static class BodyReceiver
{
    /// <summary>The largest body of one request.</summary>
    private const long MaxBytes = 5L * 1024 * 1024 * 1024;

    /// <summary>Receives a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="files">Where it goes.</param>
    /// <param name="fallback">The checksum to compute when the client sends none.</param>
    /// <returns>The body, in its place; MD5 in hex; and the checksum.</returns>
    public static async Task<(ObjectBody Body, string Md5, Checksum? Checksum)> ReceiveAsync(
        S3Request request, BodyFiles files, ChecksumAlgorithm? fallback)
    {
        var expected = ExpectedDigests.Read(request);
        var chunks = AwsChunkedDecoder.For(request);
        var length = chunks is null ? request.Context.Request.ContentLength : chunks.DecodedLength;
        if (length > MaxBytes)
        {
            throw new S3Exception(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
        }

        if (length is null && chunks is null && !request.Headers.TransferEncoding.ToString().Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            throw new S3Exception(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }

        var algorithm = expected.Checksum?.Algorithm ?? chunks?.TrailerAlgorithm ?? expected.Algorithm ?? fallback;
        using var sink = new BodySink(files, algorithm, expected.Sha256 is not null, length);
        request.BodyStarted = true;
        await CopyAsync(request.Context.Request.BodyReader, sink, chunks, request.Context.RequestAborted);
        if (length is not null && sink.Length != length)
        {
            throw S3Exception.IncompleteBody();
        }

        var (md5, checksum, sha256) = sink.Finish();
        expected.Check(md5, checksum, sha256, chunks?.Trailer);
        return (sink.Keep(), md5, checksum);
    }

    private static async Task CopyAsync(PipeReader reader, BodySink sink, AwsChunkedDecoder? chunks, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            foreach (var piece in result.Buffer)
            {
                if (chunks is null)
                {
                    sink.Append(piece.Span);
                }
                else
                {
                    chunks.Decode(piece.Span, sink);
                }
            }

            reader.AdvanceTo(result.Buffer.End);
            if (sink.Length > MaxBytes)
            {
                throw new S3Exception(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
            }

            if (result.IsCompleted)
            {
                if (chunks is { IsComplete: false })
                {
                    throw S3Exception.IncompleteBody();
                }

                return;
            }
        }
    }
}
