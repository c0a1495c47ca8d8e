using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary>One operation on all servers.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Ours">The emulator.</param>
/// <param name="Theirs">fauxqs.</param>
/// <param name="Ceiling">A server that only sends bytes made beforehand.</param>
internal sealed record RateComparison(string Operation, RateSample Ours, RateSample Theirs, RateSample Ceiling)
{
    /// <summary>The emulator's rate as a multiple of fauxqs'.</summary>
    public double Ratio => Ours.PerSecond / Theirs.PerSecond;

    /// <summary>The most that any server could reach with this client here, as a multiple of fauxqs' rate.</summary>
    public double HighestRatio => Ceiling.PerSecond / Theirs.PerSecond;

    /// <summary>How many times less processor time the emulator needs for it: the ratio that a client that costs nothing would see.</summary>
    public double ServerCostRatio => Theirs.ServerMicroseconds / Ours.ServerMicroseconds;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Operation,-15} ours    {Describe(Ours)}
                        fauxqs  {Describe(Theirs)}
                        ceiling {Describe(Ceiling)}
                        ratio {Ratio:0.00} of at most {HighestRatio:0.00} with this client; of the servers' processor time {ServerCostRatio:0.0}; {Ours.PerSecond / Ceiling.PerSecond:P0} of the ceiling
        """);

    private static string Describe(RateSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.PerSecond,7:0}/s (client {sample.ClientMicroseconds:0} µs = {sample.ClientShare:P0} of the CPU used, server {sample.ServerMicroseconds:0} µs)");
}
