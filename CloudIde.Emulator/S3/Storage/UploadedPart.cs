namespace CloudIde.Emulator.S3.Storage;

/// <summary>A part of a multipart upload.</summary>
/// <param name="Number">1 to 10,000.</param>
/// <param name="ETag">The MD5 of its bytes in hexadecimal.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="Body">Its bytes: one file.</param>
/// <param name="Checksum">The checksum of its bytes.</param>
internal sealed record UploadedPart(int Number, string ETag, DateTimeOffset LastModified, ObjectBody Body, ObjectChecksum? Checksum)
{
    /// <summary>Its length in bytes.</summary>
    public long Size => Body.Segments[0].Length;
}
