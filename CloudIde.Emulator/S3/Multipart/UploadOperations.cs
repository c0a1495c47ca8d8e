using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Objects;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Multipart;

/// <summary>CreateMultipartUpload and AbortMultipartUpload.</summary>
internal sealed class UploadOperations(TimeProvider time)
{
    /// <summary>Begins an upload.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task CreateAsync(S3Call call)
    {
        var headers = ObjectHeaders.Read(call);
        var named = ReadAlgorithm(call);
        var upload = new MultipartUpload
        {
            Id = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()),
            Key = call.Key,
            Initiated = time.GetUtcNow(),
            Headers = headers.Headers,
            Metadata = headers.Metadata,
            Tags = headers.Tags ?? [],
            StorageClass = headers.StorageClass,
            Algorithm = named ?? ChecksumAlgorithm.Crc64Nvme,
            NamedAlgorithm = named is not null,
            IsComposite = ReadIsComposite(call, named),
        };
        call.Bucket.BeginUpload(upload);
        if (upload.NamedAlgorithm)
        {
            call.ResponseHeaders["x-amz-checksum-algorithm"] = upload.Algorithm.Name();
            call.ResponseHeaders["x-amz-checksum-type"] = upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT";
        }

        return call.SendXmlAsync("InitiateMultipartUploadResult", xml =>
        {
            xml.Element("Bucket", call.BucketName);
            xml.Element("Key", call.Key);
            xml.Element("UploadId", upload.Id);
        });
    }

    /// <summary>Gives an upload up.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task AbortAsync(S3Call call)
    {
        call.Bucket.AbortUpload(call.Key, call.Query("uploadId") ?? "");
        return call.SendAsync(204);
    }

    private static ChecksumAlgorithm? ReadAlgorithm(S3Call call) => call.Header("x-amz-checksum-algorithm") is not { } name
        ? null
        : ChecksumAlgorithms.Parse(name)
            ?? throw S3Errors.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");

    private static bool ReadIsComposite(S3Call call, ChecksumAlgorithm? algorithm)
    {
        var type = call.Header("x-amz-checksum-type");
        if (type is not null && algorithm is null)
        {
            throw S3Errors.InvalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }

        var isComposite = type switch
        {
            null => algorithm is not null and not ChecksumAlgorithm.Crc64Nvme,
            "COMPOSITE" => true,
            "FULL_OBJECT" => false,
            _ => throw S3Errors.InvalidRequest("Value for x-amz-checksum-type header is invalid."),
        };

        // The checksum of the whole follows from those of the parts for CRCs alone; S3 offers CRC64NVME no other way.
        var isPossible = isComposite ? algorithm != ChecksumAlgorithm.Crc64Nvme : algorithm is null || algorithm.Value.AsCrc() is not null;
        return isPossible
            ? isComposite
            : throw S3Errors.InvalidRequest($"The {type} checksum type cannot be used with the {algorithm!.Value.Name()} checksum algorithm.");
    }
}
