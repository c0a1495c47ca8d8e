namespace CloudIde.Emulator.S3;

/// <summary>A multipart upload that is neither completed nor aborted.</summary>
/// <param name="id">Its id.</param>
/// <param name="key">The key of the object to be.</param>
/// <param name="startedAt">Unix seconds.</param>
/// <param name="headers">The object's headers.</param>
/// <param name="algorithm">The checksum algorithm asked for.</param>
/// <param name="isComposite">Whether the object's checksum will be one of its parts' checksums.</param>
internal sealed class MultipartUpload(
    string id,
    string key,
    long startedAt,
    IReadOnlyList<KeyValuePair<string, string>> headers,
    ChecksumAlgorithm? algorithm,
    bool isComposite)
{
    public string Id => id;

    public string Key => key;

    public long StartedAt => startedAt;

    public IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public ChecksumAlgorithm? Algorithm => algorithm;

    public bool IsComposite => isComposite;

    /// <summary>The parts by number. The bucket's lock guards them.</summary>
    public SortedDictionary<int, UploadPart> Parts { get; } = [];
}
