using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Objects;
using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Multipart;

/// <summary>UploadPart and UploadPartCopy.</summary>
internal sealed class PartOperations(TimeProvider time)
{
    private const int MaxPartNumber = 10_000;

    /// <summary>Adds a part.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task PutAsync(S3Call call)
    {
        if (string.IsNullOrEmpty(call.Query("partNumber")))
        {
            throw S3Errors.InvalidArgument("This operation does not accept a query-string.", "partNumber", "");
        }

        var number = call.Number("partNumber", 1, 1, MaxPartNumber);
        var uploadId = call.Query("uploadId") ?? "";
        var (algorithm, isNamed) = call.Bucket.ReadUpload(call.Key, uploadId, upload => (upload.Algorithm, upload.NamedAlgorithm));
        return !call.Http.Request.Headers.ContainsKey("x-amz-copy-source")
            ? ReceiveAsync(call, uploadId, number, algorithm, isNamed)
            : CopyAsync(call, uploadId, number, algorithm);
    }

    private async Task ReceiveAsync(S3Call call, string uploadId, int number, ChecksumAlgorithm algorithm, bool isNamed)
    {
        var payload = RequestPayload.Open(call);
        if (isNamed && payload.Algorithm is { } other && other != algorithm)
        {
            throw S3Errors.InvalidRequest(
                $"Checksum Type mismatch occurred, expected checksum Type: {algorithm.Name()}, actual checksum Type: {other.Name()}");
        }

        var received = await payload.ReceiveAsync(call.Bucket.Files, algorithm);
        var part = new UploadedPart(number, received.ETag, time.GetUtcNow(), received.Body, received.Checksum);
        call.Bucket.PutPart(call.Key, uploadId, part);
        call.ResponseHeaders.ETag = $"\"{part.ETag}\"";
        if (isNamed || payload.Algorithm is null)
        {
            call.ResponseHeaders[algorithm.Header()] = received.Checksum.Value;
        }

        await call.SendAsync(200);
    }

    private async Task CopyAsync(S3Call call, string uploadId, int number, ChecksumAlgorithm algorithm)
    {
        var address = S3Address.ParseCopySource(call.Header("x-amz-copy-source") ?? "");
        var sourceBucket = call.Store.Find(address.Bucket) ?? throw S3Errors.NoSuchBucket(address.Bucket);
        if (!sourceBucket.TryAcquire(address.Key, out var source))
        {
            throw S3Errors.NoSuchKey(address.Key);
        }

        UploadedPart part;
        var body = source.Body;
        try
        {
            ReadConditions.CheckCopySource(call, source);
            var range = FindRange(call, source);
            using var stream = new BodyStream(body, range.Start, range.Length);
            body = null;
            var received = await BodyReceiver.ReceiveAsync(
                stream, range.Length, call.Bucket.Files, algorithm, announced: null, sha256: null, verify: null, call.Aborted);
            part = new UploadedPart(number, received.ETag, time.GetUtcNow(), received.Body, received.Checksum);
        }
        finally
        {
            body?.Release();
        }

        call.Bucket.PutPart(call.Key, uploadId, part);
        await call.SendXmlAsync("CopyPartResult", xml =>
        {
            xml.Element("LastModified", S3Call.Timestamp(part.LastModified));
            xml.Element("ETag", $"\"{part.ETag}\"");
            xml.Element(algorithm.Element(), part.Checksum!.Value);
        });
    }

    private static ByteRange FindRange(S3Call call, ObjectEntry source)
    {
        const string Header = "x-amz-copy-source-range";
        if (call.Header(Header) is not { } text)
        {
            return source.Size <= RequestPayload.MaxBytes
                ? new ByteRange(0, source.Size)
                : throw S3Errors.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {RequestPayload.MaxBytes}");
        }

        // Unlike a download's, this range must be whole and lie inside.
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var isWhole = text.StartsWith("bytes=", StringComparison.Ordinal) && dash > 6 && dash < text.Length - 1
            && long.TryParse(text.AsSpan(dash + 1), out var last) && last < source.Size;
        ByteRange? range;
        try
        {
            range = isWhole ? ByteRange.Parse(text, source.Size) : null;
        }
        catch (S3Exception)
        {
            range = null;
        }

        return range ?? throw S3Errors.InvalidArgument(
            $"The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy, and lie within the source of {source.Size} bytes",
            Header,
            text);
    }
}
