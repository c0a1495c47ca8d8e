using CloudIde.Core.Workers;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The workers in the registry in Redis.</summary>
internal sealed class RegisteredWorkerFleet(WorkerRegistry registry) : IWorkerFleet
{
    public Task<IReadOnlyList<WorkerRegistration>> ListAsync(CancellationToken cancellationToken) =>
        registry.ListAsync().WaitAsync(cancellationToken);

    public Task<bool> DrainAsync(string workerId, string reason, CancellationToken cancellationToken) =>
        registry.RequestDrainAsync(workerId, reason).WaitAsync(cancellationToken);
}
