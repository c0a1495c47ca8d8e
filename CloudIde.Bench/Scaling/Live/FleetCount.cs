namespace CloudIde.Bench.Scaling.Live;

/// <summary>How many tasks there were at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Tasks">Tasks that ECS lists, those that are starting included.</param>
internal readonly record struct FleetCount(DateTimeOffset At, int Tasks);
