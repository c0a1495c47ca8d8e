using System.Globalization;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>A decision, and when it was taken.</summary>
/// <param name="At">When, in seconds from the burst.</param>
/// <param name="Target">The number of tasks, or null to hold.</param>
/// <param name="Reason">Why.</param>
internal sealed record TimedDecision(double At, int? Target, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At,7:0.0} s: {Target?.ToString(CultureInfo.InvariantCulture) ?? "hold"}. {Reason}");
}
