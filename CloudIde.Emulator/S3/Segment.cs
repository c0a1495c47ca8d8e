namespace CloudIde.Emulator.S3;

/// <summary>A file that holds an object's bytes or a part of them.</summary>
/// <param name="Id">The file.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct Segment(Guid Id, long Length);
