using CloudIde.Core.Workers;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The workers as they describe themselves.</summary>
internal interface IWorkerFleet
{
    /// <summary>Lists the workers that are alive.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their registrations.</returns>
    Task<IReadOnlyList<WorkerRegistration>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Asks a worker to take no more work and to end when it holds no workspace.</summary>
    /// <param name="workerId">The worker.</param>
    /// <param name="reason">Why, for the worker's log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the worker is registered.</returns>
    Task<bool> DrainAsync(string workerId, string reason, CancellationToken cancellationToken);
}
