namespace CloudIde.Worker.Workspaces;

/// <summary>Whether this worker may still write for a workspace.</summary>
internal interface IFence
{
    /// <summary>
    /// Whether it may write now, and for long enough that what is begun now is done before anybody else can hold the
    /// workspace. Asked immediately before each write: the process may have slept since it was last known.
    /// </summary>
    bool IsHeld { get; }

    /// <summary>Waits until it may write.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it may.</returns>
    /// <exception cref="OperationCanceledException">It never may again, since somebody else holds the workspace, or it was cancelled.</exception>
    ValueTask EnsureHeldAsync(CancellationToken cancellationToken);
}
