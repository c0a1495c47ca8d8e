namespace CloudIde.Emulator.S3;

/// <summary>A part as the client lists it when it completes an upload.</summary>
/// <param name="Number">The number.</param>
/// <param name="ETag">The ETag, perhaps quoted.</param>
/// <param name="Checksum">The checksum, if given.</param>
internal readonly record struct CompletedPart(int Number, string ETag, Checksum? Checksum);
