namespace CloudIde.Server;

/// <summary>Times as the metadata stores keep them.</summary>
internal static class Timestamps
{
    /// <summary>The time now, to the millisecond, so that an answer shows the same time as a later one that was read back.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>The time.</returns>
    public static DateTimeOffset UtcNowToTheMillisecond(this TimeProvider timeProvider) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
}
