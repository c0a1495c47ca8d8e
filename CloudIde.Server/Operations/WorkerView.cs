using CloudIde.Core.Workers;

namespace CloudIde.Server.Operations;

/// <summary>A worker as it describes itself.</summary>
/// <param name="WorkerId">The worker, and its task.</param>
/// <param name="Slots">How many workspaces it takes.</param>
/// <param name="UsedSlots">How many it holds.</param>
/// <param name="Draining">Whether it takes no more.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record WorkerView(string WorkerId, int Slots, int UsedSlots, bool Draining, DateTimeOffset StartedAt)
{
    /// <summary>Makes the view.</summary>
    /// <param name="worker">The registration.</param>
    /// <returns>The view.</returns>
    public static WorkerView Of(WorkerRegistration worker) =>
        new(worker.WorkerId, worker.Slots, worker.UsedSlots, worker.Draining, worker.StartedAt);
}
