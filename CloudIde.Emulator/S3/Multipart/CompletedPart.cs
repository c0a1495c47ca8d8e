namespace CloudIde.Emulator.S3.Multipart;

/// <summary>A part as the request that completes an upload names it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Checksum">Its checksum in the upload's algorithm; null where the request names none.</param>
internal readonly record struct CompletedPart(int Number, string ETag, string? Checksum);
