namespace CloudIde.Emulator.S3.Storage;

/// <summary>Everything about an object but its bytes.</summary>
internal sealed record ObjectEntry
{
    /// <summary>The storage class that needs no mention.</summary>
    public const string StandardStorageClass = "STANDARD";

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>The length in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The entity tag without its quotes.</summary>
    public required string ETag { get; init; }

    /// <summary>When it was written, in whole seconds as S3 keeps it.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>The bytes.</summary>
    public required ObjectBody Body { get; init; }

    /// <summary>Headers to answer with, such as Content-Type, by name.</summary>
    public KeyValuePair<string, string>[] Headers { get; init; } = [];

    /// <summary>The user's own metadata, by name without <c>x-amz-meta-</c>.</summary>
    public KeyValuePair<string, string>[] Metadata { get; init; } = [];

    /// <summary>The object's tags.</summary>
    public KeyValuePair<string, string>[] Tags { get; init; } = [];

    /// <summary>The checksum, if one is kept.</summary>
    public ObjectChecksum? Checksum { get; init; }

    /// <summary>The storage class that was asked for.</summary>
    public string StorageClass { get; init; } = StandardStorageClass;

    /// <summary>The multipart upload that made the object: a repeated completion is answered by it.</summary>
    public string? UploadId { get; init; }

    /// <summary>The entity tag as headers and listings show it.</summary>
    public string QuotedETag => $"\"{ETag}\"";
}
