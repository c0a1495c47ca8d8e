namespace CloudIde.Emulator.S3;

/// <summary>An object: everything but its key and bytes' content.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="ETag">Without quotes.</param>
/// <param name="ModifiedAt">Unix seconds: S3 has no finer time.</param>
/// <param name="Headers">What GET repeats, in lower case: content-type, cache-control, …, and the user's metadata.</param>
/// <param name="Checksum">The checksum that came with it.</param>
/// <param name="PartLengths">The lengths of the parts of a multipart object; null for others.</param>
internal sealed record ObjectEntry(
    ObjectBody Body,
    string ETag,
    long ModifiedAt,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    Checksum? Checksum,
    IReadOnlyList<long>? PartLengths);
