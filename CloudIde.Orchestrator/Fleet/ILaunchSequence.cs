namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Notes each launch before it is made, and forgets it when its outcome is known. A process that died in between, or whose
/// answer was lost, is followed by one that makes the very same request again, which starts nothing twice. The note is
/// only taken from the orchestrator that leads, so that two that both believe they do cannot both launch.
/// </summary>
internal interface ILaunchSequence
{
    /// <summary>Notes a launch, or returns the one that was noted and whose outcome is not known yet.</summary>
    /// <param name="count">How many tasks to start.</param>
    /// <param name="room">How many may be started: a noted launch that is larger waits until the list of tasks is sure to tell of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The launch to make, with a count beyond the room if it has to wait; null when another orchestrator leads.</returns>
    Task<PendingLaunch?> BeginAsync(int count, int room, CancellationToken cancellationToken);

    /// <summary>Notes that the outcome of a launch is known.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="taskIds">The tasks that it has started.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is noted.</returns>
    Task CompleteAsync(PendingLaunch launch, IReadOnlyList<string> taskIds, CancellationToken cancellationToken);

    /// <summary>What was started so lately that it may not be listed yet, by whichever orchestrator.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tasks, with how long ago.</returns>
    Task<IReadOnlyList<(string TaskId, TimeSpan Ago)>> GetRecentAsync(CancellationToken cancellationToken);
}
