namespace CloudIde.Worker.Workspaces.Files;

/// <summary>A file in S3, as a listing saw it.</summary>
/// <param name="ETag">The version of its bytes.</param>
/// <param name="Size">Its length in bytes.</param>
internal readonly record struct RemoteFile(string ETag, long Size);
