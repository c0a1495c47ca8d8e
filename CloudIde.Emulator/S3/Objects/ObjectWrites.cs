using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>PutObject.</summary>
internal sealed class ObjectWrites(TimeProvider time)
{
    /// <summary>Writes an object.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task PutAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var headers = ObjectHeaders.Read(call);
        var condition = ReadCondition(call);
        var payload = RequestPayload.Open(call);

        // A condition that fails now would fail later too, or the client raced: either way it must send again.
        condition.Check(bucket.Find(call.Key));
        var received = await payload.ReceiveAsync(bucket.Files, payload.Algorithm ?? ChecksumAlgorithm.Crc64Nvme);
        var entry = new ObjectEntry
        {
            Key = call.Key,
            Size = received.Size,
            ETag = received.ETag,
            LastModified = Now(),
            Body = received.Body,
            Headers = headers.Headers,
            Metadata = headers.Metadata,
            Tags = headers.Tags ?? [],
            Checksum = received.Checksum,
            StorageClass = headers.StorageClass,
        };
        bucket.Put(entry, condition);
        call.ResponseHeaders.ETag = entry.QuotedETag;
        ObjectHeaders.WriteChecksum(call, entry.Checksum);
        await call.SendAsync(200);
    }

    /// <summary>Reads the condition of a write.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The condition.</returns>
    public static WriteCondition ReadCondition(S3Call call)
    {
        var ifNoneMatch = call.Header("If-None-Match");
        if (ifNoneMatch is not null and not "*")
        {
            throw S3Errors.NotImplemented("If-None-Match with anything but *");
        }

        return new WriteCondition(call.Header("If-Match"), ifNoneMatch is not null);
    }

    /// <summary>The time as objects keep it: whole seconds, so that a header says all of it.</summary>
    /// <returns>The time.</returns>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
