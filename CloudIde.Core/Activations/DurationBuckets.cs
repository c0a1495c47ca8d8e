namespace CloudIde.Core.Activations;

/// <summary>
/// Durations counted by size: eight buckets for each doubling, so that a bucket stands for what is in it to 4.5 %. A few
/// counters tell then how long activations last, however many end.
/// </summary>
public static class DurationBuckets
{
    /// <summary>How many there are: the last begins above a week and takes everything longer.</summary>
    public const int Count = 160;

    /// <summary>What is in a bucket differs from what it stands for by this share at most.</summary>
    public const double Precision = 0.045;

    private const double PerDoubling = 8;

    private static readonly double[] Starts = [.. Enumerable.Range(0, Count + 1).Select(bucket => Math.Pow(2, bucket / PerDoubling))];

    /// <summary>The bucket of a duration.</summary>
    /// <param name="seconds">The duration; below a second it is the first bucket.</param>
    /// <returns>0 to <see cref="Count"/> - 1.</returns>
    public static int Of(double seconds) =>
        seconds <= 1 ? 0 : (int)Math.Min(Count - 1, PerDoubling * Math.Log2(seconds));

    /// <summary>Where a bucket begins.</summary>
    /// <param name="bucket">0 to <see cref="Count"/>, where the last one ends.</param>
    /// <returns>Seconds; 0 for the first, which takes all that is shorter too.</returns>
    public static double Start(int bucket) => bucket == 0 ? 0 : Starts[bucket];

    /// <summary>What a bucket stands for: its geometric middle.</summary>
    /// <param name="bucket">0 to <see cref="Count"/> - 1.</param>
    /// <returns>Seconds.</returns>
    public static double Seconds(int bucket) => Math.Pow(2, (bucket + 0.5) / PerDoubling);
}
