using System.Globalization;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>A file in S3, as a listing saw it.</summary>
/// <param name="ETag">The version of its bytes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="StoredSeconds">When S3 stored it, in whole seconds since 1970, as far as every answer of S3 tells.</param>
internal readonly record struct RemoteFile(string ETag, long Size, long StoredSeconds)
{
    /// <summary>
    /// Under which version the snapshot has a copy of it: bytes and time, since an object that became executable has the same
    /// ETag as before.
    /// </summary>
    public string CopiedVersion => CopiedVersionOf(ETag, StoredSeconds);

    /// <summary>Under which version the snapshot has a copy of a file.</summary>
    /// <param name="etag">The version of its bytes.</param>
    /// <param name="storedSeconds">When S3 stored it, or null where that is not known; then the copy counts as none.</param>
    /// <returns>The version.</returns>
    public static string CopiedVersionOf(string etag, long? storedSeconds) => string.Create(CultureInfo.InvariantCulture, $"{etag} {storedSeconds}");
}
