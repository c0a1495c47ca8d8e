namespace CloudIde.Emulator.S3.Storage;

/// <summary>A file that holds a body or, of an object made by a multipart upload, one part of it.</summary>
/// <param name="Id">The file's number; 0 where there is nothing to hold.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct BodySegment(long Id, long Length);
