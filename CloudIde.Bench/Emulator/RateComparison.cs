using System.Globalization;

namespace CloudIde.Bench.Emulator;

/// <summary>One operation on both servers.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Ours">The emulator.</param>
/// <param name="Theirs">fauxqs.</param>
internal sealed record RateComparison(string Operation, RateSample Ours, RateSample Theirs)
{
    /// <summary>The emulator's rate as a multiple of fauxqs'.</summary>
    public double Ratio => Ours.PerSecond / Theirs.PerSecond;

    /// <summary>How many times less processor time the emulator needs for it: the ratio that a client that costs nothing would see.</summary>
    public double ServerCostRatio => Theirs.ServerMicroseconds / Ours.ServerMicroseconds;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Operation,-15} ours {Describe(Ours)} | fauxqs {Describe(Theirs)} | ratio {Ratio:0.00}, of the servers' processor time {ServerCostRatio:0.0}");

    private static string Describe(RateSample sample) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sample.PerSecond,7:0}/s (client {sample.ClientMicroseconds:0} µs = {sample.ClientShare:P0} of the CPU used, server {sample.ServerMicroseconds:0} µs)");
}
