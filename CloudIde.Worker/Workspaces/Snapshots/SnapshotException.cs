namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>A snapshot could not be saved or restored. The message says what failed, and for which file where there is one.</summary>
internal sealed class SnapshotException : IOException
{
    /// <param name="message">What failed.</param>
    /// <param name="inner">Why, or null.</param>
    internal SnapshotException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether another worker has written the snapshot meanwhile. Nothing of it was overwritten; if this worker still has the
    /// workspace, its next save writes everything.
    /// </summary>
    internal bool IsConflict { get; init; }
}
