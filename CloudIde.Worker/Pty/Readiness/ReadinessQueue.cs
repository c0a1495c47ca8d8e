namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// The system's way to wait for many descriptors. Arming is one-shot and level-triggered on both systems: an arm
/// reports once, at once when the descriptor is ready already. So no wake-up can be lost between a read that found
/// nothing and the arm, and a reader that is busy draining a flood causes no wake-ups at all, which edge-triggered
/// mode would (one per 4 KiB, on a machine of two cores).
/// </summary>
internal abstract class ReadinessQueue
{
    internal static ReadinessQueue Create() => OperatingSystem.IsMacOS() ? new KqueueQueue() : new EpollQueue();

    /// <summary>Adds a descriptor, not armed.</summary>
    internal abstract void Add(int descriptor, long token);

    /// <summary>Arms for exactly this interest.</summary>
    internal abstract void Arm(int descriptor, long token, Interest interest);

    /// <summary>Removes a descriptor, before it is closed.</summary>
    internal abstract void Remove(int descriptor);

    /// <summary>Blocks until something is ready. Several threads may wait; each event goes to one of them.</summary>
    /// <returns>One event, or null after an interruption.</returns>
    internal abstract ReadyEvent? Wait();
}
