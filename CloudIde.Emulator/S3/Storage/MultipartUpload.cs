using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>A multipart upload that is neither completed nor given up. The bucket's lock guards its parts.</summary>
internal sealed class MultipartUpload
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The key of the object that it will become.</summary>
    public required string Key { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Initiated { get; init; }

    /// <summary>The object's headers.</summary>
    public required KeyValuePair<string, string>[] Headers { get; init; }

    /// <summary>The object's metadata.</summary>
    public required KeyValuePair<string, string>[] Metadata { get; init; }

    /// <summary>The object's tags.</summary>
    public required KeyValuePair<string, string>[] Tags { get; init; }

    /// <summary>The object's storage class.</summary>
    public required string StorageClass { get; init; }

    /// <summary>The algorithm of its parts' checksums.</summary>
    public required ChecksumAlgorithm Algorithm { get; init; }

    /// <summary>Whether the client named the algorithm; otherwise it is S3's own and is not shown before completion.</summary>
    public required bool NamedAlgorithm { get; init; }

    /// <summary>Whether the object's checksum will be that of its parts' checksums.</summary>
    public required bool IsComposite { get; init; }

    /// <summary>The parts by number.</summary>
    public SortedDictionary<int, UploadedPart> Parts { get; } = [];
}
