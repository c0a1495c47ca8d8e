namespace CloudIde.Core.Activations;

/// <summary>What came and went between two looks.</summary>
/// <param name="Sent">How many activations were sent.</param>
/// <param name="EndedSeconds">How long each that ended had held its slot, to the precision of <see cref="DurationBuckets"/>.</param>
/// <param name="HeldSeconds">How long all of them had held their slots together, exactly.</param>
public sealed record ActivationFlow(int Sent, IReadOnlyList<double> EndedSeconds, double HeldSeconds);
