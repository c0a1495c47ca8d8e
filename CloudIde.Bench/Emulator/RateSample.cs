namespace CloudIde.Bench.Emulator;

/// <summary>What one operation's turn on one server came to.</summary>
/// <param name="PerSecond">Finished operations a second.</param>
/// <param name="ClientMicroseconds">The client's processor time for each, in µs.</param>
/// <param name="ServerMicroseconds">The server's processor time for each, in µs.</param>
/// <param name="ClientShare">The client's share of the processor time that both used, from 0 to 1.</param>
internal sealed record RateSample(double PerSecond, double ClientMicroseconds, double ServerMicroseconds, double ClientShare);
