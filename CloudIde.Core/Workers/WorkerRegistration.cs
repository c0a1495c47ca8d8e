namespace CloudIde.Core.Workers;

/// <summary>What a worker says about itself with every heartbeat.</summary>
/// <param name="WorkerId">The worker: on ECS the last part of its task's ARN, so that both can be matched.</param>
/// <param name="TaskArn">The ECS task it runs in, or null outside ECS.</param>
/// <param name="Slots">How many workspaces it takes at most.</param>
/// <param name="UsedSlots">How many workspaces it holds, those being restored or saved included.</param>
/// <param name="Draining">Whether it takes no more work, because it was asked to or is stopping.</param>
/// <param name="StartedAt">When the worker started.</param>
public sealed record WorkerRegistration(
    string WorkerId,
    string? TaskArn,
    int Slots,
    int UsedSlots,
    bool Draining,
    DateTimeOffset StartedAt)
{
    /// <summary>How many more workspaces it takes now.</summary>
    public int FreeSlots => Draining ? 0 : Math.Max(0, Slots - UsedSlots);
}
