namespace CloudIde.Server.Operations;

/// <summary>The queue's approximate counts.</summary>
/// <param name="At">When they were read.</param>
/// <param name="Visible">Activations that wait for a worker.</param>
/// <param name="InFlight">Activations that a worker holds.</param>
/// <param name="Delayed">Activations that become visible later.</param>
/// <param name="Total">The load: waiting and held.</param>
internal sealed record QueueAnswer(DateTimeOffset At, int Visible, int InFlight, int Delayed, int Total);
