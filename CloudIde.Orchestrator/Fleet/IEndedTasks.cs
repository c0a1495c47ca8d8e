namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Finds tasks whose end is certain and final. Only ECS tells it: a pod of a node that cannot be reached may be called failed, or be
/// deleted, and still run.
/// </summary>
internal interface IEndedTasks
{
    /// <summary>Finds them.</summary>
    /// <param name="taskIds">The tasks to look at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those of them whose programs have ended. One that is not known is not among them.</returns>
    Task<IReadOnlyList<string>> FindEndedAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellationToken);
}
