using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Payloads;

/// <summary>A request's body: its form, its length, and everything it announces about its bytes.</summary>
internal sealed class RequestPayload
{
    /// <summary>The longest body of one PUT, in bytes.</summary>
    public const long MaxBytes = 5L * 1024 * 1024 * 1024;

    private const string Streaming = "STREAMING-";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly S3Call _call;
    private readonly Stream _stream;
    private readonly long _length;
    private readonly byte[]? _md5;
    private readonly byte[]? _sha256;
    private readonly ExpectedChecksum? _expected;

    private RequestPayload(S3Call call, Stream stream, long length)
    {
        _call = call;
        _stream = stream;
        _length = length;
        _md5 = ReadMd5(call);
        _sha256 = ReadSha256(call);
        _expected = ExpectedChecksum.Read(call);
    }

    /// <summary>The checksum's algorithm that the request names; null for none.</summary>
    public ChecksumAlgorithm? Algorithm => _expected?.Algorithm
        ?? (_call.Header("x-amz-sdk-checksum-algorithm") is { } name ? ChecksumAlgorithms.Parse(name) : null);

    /// <summary>Reads what the request announces about its body.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The payload, its bytes not yet read.</returns>
    /// <exception cref="S3Exception">It is too long, or its length is missing.</exception>
    public static RequestPayload Open(S3Call call)
    {
        var request = call.Http.Request;
        var isChunked = call.Header("x-amz-content-sha256")?.StartsWith(Streaming, StringComparison.Ordinal) == true
            || request.Headers.ContentEncoding.ToString().Contains("aws-chunked", StringComparison.OrdinalIgnoreCase);
        long? length = request.ContentLength;
        if (isChunked)
        {
            length = long.TryParse(call.Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var decoded)
                ? decoded
                : null;
        }

        if (length is null)
        {
            throw new S3Exception(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }

        if (length > MaxBytes)
        {
            throw S3Errors.EntityTooLarge(length.Value, MaxBytes);
        }

        return new RequestPayload(call, isChunked ? new AwsChunkedStream(request.BodyReader) : request.BodyReader.AsStream(leaveOpen: true), length.Value);
    }

    /// <summary>Receives the body into a file.</summary>
    /// <param name="files">Where it goes.</param>
    /// <param name="algorithm">The checksum to keep. One that the request announces is checked, whichever it is.</param>
    /// <returns>The body.</returns>
    public async Task<ReceivedBody> ReceiveAsync(BodyFiles files, ChecksumAlgorithm algorithm)
    {
        using var sha256 = _sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return await BodyReceiver.ReceiveAsync(
            _stream, _length, files, algorithm, _expected?.Algorithm, sha256, (md5, checksum) => Verify(md5, checksum, sha256), _call.Aborted);
    }

    /// <summary>Receives a small body into memory.</summary>
    /// <param name="maximum">The most bytes it may have.</param>
    /// <returns>The bytes.</returns>
    public async Task<byte[]> ReceiveAllAsync(int maximum)
    {
        if (_length > maximum)
        {
            throw S3Errors.MalformedXml();
        }

        var bytes = new byte[_length];
        var filled = await _stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, _call.Aborted);
        if (filled < bytes.Length || await _stream.ReadAsync(new byte[1], _call.Aborted) > 0)
        {
            throw S3Errors.IncompleteBody();
        }

        using var sha256 = _sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256?.AppendData(bytes);
        using var checksum = new ChecksumComputer(_expected?.Algorithm ?? ChecksumAlgorithm.Crc32);
        checksum.Append(bytes);
#pragma warning disable CA5351 // Content-MD5 is S3's protocol, not a protection.
        Verify(MD5.HashData(bytes), checksum.Finish(), sha256);
#pragma warning restore CA5351
        return bytes;
    }

    private void Verify(byte[] md5, byte[] checksum, IncrementalHash? sha256)
    {
        if (sha256 is not null && !sha256.GetHashAndReset().AsSpan().SequenceEqual(_sha256))
        {
            throw new S3Exception(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }

        if (_md5 is not null && !md5.AsSpan().SequenceEqual(_md5))
        {
            throw S3Errors.BadDigest("Content-MD5");
        }

        if (_expected is not { } expected)
        {
            return;
        }

        var announced = expected.Value;
        if (announced is null)
        {
            if ((_stream as AwsChunkedStream)?.Trailers.TryGetValue(expected.Algorithm.Header(), out announced) != true)
            {
                throw AwsChunkedStream.MalformedTrailer();
            }

            ExpectedChecksum.Checked(expected.Algorithm, announced!);
        }

        if (announced != Convert.ToBase64String(checksum))
        {
            throw S3Errors.BadDigest($"{expected.Algorithm.Name()}");
        }
    }

    private static byte[]? ReadMd5(S3Call call)
    {
        if (call.Http.Request.Headers.ContentMD5 is not [{ } text])
        {
            return null;
        }

        var bytes = new byte[16];
        return text.Length == 24 && Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length
            ? bytes
            : throw new S3Exception(400, "InvalidDigest", "The Content-MD5 you specified was invalid.") { Details = [("Content-MD5", text)] };
    }

    private static byte[]? ReadSha256(S3Call call)
    {
        if (call.Header("x-amz-content-sha256") is not { } text || text == "UNSIGNED-PAYLOAD" || text.StartsWith(Streaming, StringComparison.Ordinal))
        {
            return null;
        }

        return text.Length == 64 && !text.AsSpan().ContainsAnyExcept(HexDigits)
            ? Convert.FromHexString(text)
            : throw S3Errors.InvalidArgument(
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
                "x-amz-content-sha256",
                text);
    }
}
