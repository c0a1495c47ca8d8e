using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>CopyObject.</summary>
internal sealed class ObjectCopies(ObjectWrites writes)
{
    /// <summary>Copies an object.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task CopyAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var address = S3Address.ParseCopySource(call.Header("x-amz-copy-source") ?? "");
        var replacesMetadata = ReadDirective(call, "x-amz-metadata-directive");
        var replacesTags = ReadDirective(call, "x-amz-tagging-directive");
        var headers = ObjectHeaders.Read(call);
        var condition = ObjectWrites.ReadCondition(call);
        var algorithm = ReadAlgorithm(call);
        var sourceBucket = call.Store.Find(address.Bucket) ?? throw S3Errors.NoSuchBucket(address.Bucket);
        if (!sourceBucket.TryAcquire(address.Key, out var source))
        {
            throw S3Errors.NoSuchKey(address.Key);
        }

        ObjectEntry entry;

        // It gives the reference back.
        using (var stream = new BodyStream(source.Body, 0, source.Size))
        {
            ReadConditions.CheckCopySource(call, source);
            if (source.Size > RequestPayload.MaxBytes)
            {
                throw S3Errors.InvalidRequest($"The specified copy source is larger than the maximum allowable size for a copy source: {RequestPayload.MaxBytes}");
            }

            var isSelf = address.Bucket == call.BucketName && address.Key == call.Key;
            if (isSelf && !replacesMetadata && call.Header("x-amz-storage-class") is null && algorithm is null)
            {
                throw S3Errors.InvalidRequest(
                    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
            }

            condition.Check(bucket.Find(call.Key));
            var wanted = algorithm ?? (source.Checksum is { IsComposite: false } kept ? kept.Algorithm : ChecksumAlgorithm.Crc64Nvme);
            var received = await BodyReceiver.ReceiveAsync(
                stream, source.Size, bucket.Files, wanted, announced: null, sha256: null, verify: null, call.Aborted);
            entry = new ObjectEntry
            {
                Key = call.Key,
                Size = received.Size,
                ETag = received.ETag,
                LastModified = writes.Now(),
                Body = received.Body,
                Headers = replacesMetadata ? headers.Headers : source.Headers,
                Metadata = replacesMetadata ? headers.Metadata : source.Metadata,
                Tags = replacesTags ? headers.Tags ?? [] : source.Tags,
                Checksum = received.Checksum,
                StorageClass = headers.StorageClass,
            };
            bucket.Put(entry, condition);
        }

        await call.SendXmlAsync("CopyObjectResult", xml =>
        {
            xml.Element("LastModified", S3Call.Timestamp(entry.LastModified));
            xml.Element("ETag", entry.QuotedETag);
            xml.Element(entry.Checksum!.Algorithm.Element(), entry.Checksum.Value);
            xml.Element("ChecksumType", "FULL_OBJECT");
        });
    }

    private static bool ReadDirective(S3Call call, string header) => call.Header(header) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        var other => throw S3Errors.InvalidArgument("Unknown directive: expected COPY or REPLACE.", header, other),
    };

    private static ChecksumAlgorithm? ReadAlgorithm(S3Call call) => call.Header("x-amz-checksum-algorithm") is not { } name
        ? null
        : ChecksumAlgorithms.Parse(name)
            ?? throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
}
