namespace CloudIde.Core.Files;

/// <summary>One thing that happened to a project's files.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">
/// The file, relative to the project; with a '/' at its end, a folder that is kept though it is empty. Null where it concerns
/// no single one.
/// </param>
/// <param name="ETag">The version that was written, as S3 names it with its quotes, or null.</param>
/// <param name="Size">The length in bytes of what was written, or null.</param>
/// <param name="CopyPath">On a conflict, where the second version is.</param>
/// <param name="Message">A sentence for people, on a conflict or notice.</param>
public sealed record FileChange(
    FileChangeKind Kind, string? Path = null, string? ETag = null, long? Size = null, string? CopyPath = null, string? Message = null);
