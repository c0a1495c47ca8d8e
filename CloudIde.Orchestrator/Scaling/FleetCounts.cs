namespace CloudIde.Orchestrator.Scaling;

/// <summary>The fleet in numbers.</summary>
/// <param name="Starting">Tasks whose worker has not registered yet, those just asked for included.</param>
/// <param name="Ready">Tasks whose worker takes work.</param>
/// <param name="Draining">Tasks whose worker takes no more work.</param>
/// <param name="Lost">Tasks whose worker is no longer registered.</param>
/// <param name="FreeSlots">How many more workspaces the ready workers take.</param>
/// <param name="UsedSlots">How many workspaces all workers hold.</param>
internal sealed record FleetCounts(int Starting, int Ready, int Draining, int Lost, int FreeSlots, int UsedSlots)
{
    /// <summary>What serves load or soon will.</summary>
    public int Supply => Starting + Ready;

    /// <summary>How many more tasks a maximum allows.</summary>
    /// <param name="maxTasks">The maximum.</param>
    /// <returns>0 or more.</returns>
    public int RoomBelow(int maxTasks) => Math.Max(0, maxTasks - Total);

    /// <summary>Everything that runs, or may still run, which the maximum bounds.</summary>
    public int Total => Starting + Ready + Draining + Lost;

    /// <summary>Tasks that the latest list lacks: they are waited for a little, and most have ended.</summary>
    public int Missing { get; init; }

    /// <summary>What most likely costs.</summary>
    public int Billed => Total - Missing;
}
