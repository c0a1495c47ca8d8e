using System.Text;
using CloudIde.Emulator.S3.Storage;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>What a request says about an object beside its bytes.</summary>
/// <param name="Headers">Headers to answer with.</param>
/// <param name="Metadata">The user's own metadata.</param>
/// <param name="Tags">The tags; null where the request does not mention any.</param>
/// <param name="StorageClass">The storage class.</param>
internal sealed record ObjectHeaders(
    KeyValuePair<string, string>[] Headers,
    KeyValuePair<string, string>[] Metadata,
    KeyValuePair<string, string>[]? Tags,
    string StorageClass)
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const int MaxMetadataBytes = 2048;

    private static readonly string[] Kept = ["Cache-Control", "Content-Disposition", "Content-Language", "Expires"];

    /// <summary>Classes whose objects can be read at once.</summary>
    private static readonly string[] StorageClasses =
        [ObjectEntry.StandardStorageClass, "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"];

    /// <summary>Classes whose objects must be restored first, which is left out.</summary>
    private static readonly string[] ArchiveClasses = ["GLACIER", "DEEP_ARCHIVE", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "FSX_ONTAP"];

    /// <summary>Reads a request.</summary>
    /// <param name="call">The request.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="S3Exception">Something in it is not allowed.</exception>
    public static ObjectHeaders Read(S3Call call)
    {
        var headers = new List<KeyValuePair<string, string>>(2)
        {
            new("Content-Type", call.Header("Content-Type") ?? "binary/octet-stream"),
        };
        foreach (var name in Kept)
        {
            if (call.Header(name) is { } value)
            {
                headers.Add(new(name, value));
            }
        }

        if (call.Header("Content-Encoding") is { } encoding)
        {
            // The form of the upload is not a property of the object.
            var rest = encoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(item => !item.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase))
                .ToArray();
            if (rest.Length > 0)
            {
                headers.Add(new("Content-Encoding", string.Join(",", rest)));
            }
        }

        return new ObjectHeaders(
            [.. headers],
            ReadMetadata(call),
            call.Header("x-amz-tagging") is { } tags ? TagSet.ParseHeader(tags) : null,
            ReadStorageClass(call));
    }

    /// <summary>Answers with an object's headers.</summary>
    /// <param name="call">The request.</param>
    /// <param name="entry">The object.</param>
    public static void Write(S3Call call, ObjectEntry entry)
    {
        var headers = call.ResponseHeaders;
        headers.ETag = entry.QuotedETag;
        headers.LastModified = entry.LastModified.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        foreach (var (name, value) in entry.Headers)
        {
            headers[name] = Sendable(value);
        }

        foreach (var (name, value) in entry.Metadata)
        {
            headers[MetadataPrefix + name] = Sendable(value);
        }

        if (entry.StorageClass != ObjectEntry.StandardStorageClass)
        {
            headers["x-amz-storage-class"] = entry.StorageClass;
        }

        if (entry.Tags.Length > 0)
        {
            headers["x-amz-tagging-count"] = entry.Tags.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Answers with an object's checksum.</summary>
    /// <param name="call">The request.</param>
    /// <param name="checksum">The checksum.</param>
    public static void WriteChecksum(S3Call call, ObjectChecksum? checksum)
    {
        if (checksum is not null)
        {
            call.ResponseHeaders[Checksums.ChecksumAlgorithms.Header(checksum.Algorithm)] = checksum.Value;
            call.ResponseHeaders["x-amz-checksum-type"] = checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT";
        }
    }

    private static KeyValuePair<string, string>[] ReadMetadata(S3Call call)
    {
        List<KeyValuePair<string, string>>? metadata = null;
        var size = 0;
        foreach (var (name, value) in call.Http.Request.Headers)
        {
            if (name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > MetadataPrefix.Length)
            {
                var item = new KeyValuePair<string, string>(name[MetadataPrefix.Length..].ToLowerInvariant(), value.ToString());
                size += item.Key.Length + Encoding.UTF8.GetByteCount(item.Value);
                (metadata ??= []).Add(item);
            }
        }

        return size <= MaxMetadataBytes
            ? metadata?.ToArray() ?? []
            : throw new S3Exception(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
            {
                Details = [("Size", $"{size}"), ("MaxSizeAllowed", $"{MaxMetadataBytes}")],
            };
    }

    private static string ReadStorageClass(S3Call call)
    {
        var name = call.Header("x-amz-storage-class");
        if (name is null)
        {
            return ObjectEntry.StandardStorageClass;
        }

        if (Array.IndexOf(ArchiveClasses, name) >= 0)
        {
            throw S3Errors.NotImplemented($"x-amz-storage-class: {name}");
        }

        return Array.IndexOf(StorageClasses, name) >= 0
            ? name
            : throw new S3Exception(400, "InvalidStorageClass", "The storage class you specified is not valid");
    }

    /// <summary>Headers carry ASCII; S3 sends anything else as RFC 2047 has it.</summary>
    private static string Sendable(string value) =>
        Ascii.IsValid(value) ? value : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
