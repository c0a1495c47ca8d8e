namespace CloudIde.Emulator.S3;

/// <summary>An uploaded part.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ETag">Their MD5, without quotes.</param>
/// <param name="ModifiedAt">Unix seconds.</param>
/// <param name="Checksum">Its checksum.</param>
internal sealed record UploadPart(ObjectBody Body, string ETag, long ModifiedAt, Checksum? Checksum);
