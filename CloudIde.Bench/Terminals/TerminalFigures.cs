using System.Globalization;

namespace CloudIde.Bench.Terminals;

/// <summary>What one run measured on one terminal.</summary>
/// <param name="Echo">From sending a key until its echo is there.</param>
/// <param name="BytesPerSecond">Output, from the command until its last byte.</param>
/// <param name="IsLossless">Whether every byte of it was the expected one.</param>
internal sealed record TerminalFigures(Samples Echo, double BytesPerSecond, bool IsLossless)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"echo {Echo}; bulk {BytesPerSecond / 1e6:0.0} MB/s, {(IsLossless ? "every byte as sent" : "BYTES DIFFER")}");
}
