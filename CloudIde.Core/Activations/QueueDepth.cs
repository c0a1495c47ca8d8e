namespace CloudIde.Core.Activations;

/// <summary>The approximate counts of the queue at one moment.</summary>
/// <param name="Visible">Messages that wait for a worker.</param>
/// <param name="InFlight">Messages that a worker holds: the active workspaces.</param>
/// <param name="Delayed">Messages that become visible later.</param>
public sealed record QueueDepth(int Visible, int InFlight, int Delayed)
{
    /// <summary>The load: what waits and what is being worked on.</summary>
    public int Total => Visible + InFlight;
}
