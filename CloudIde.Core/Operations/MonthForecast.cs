namespace CloudIde.Core.Operations;

/// <summary>What a month will have cost.</summary>
public static class MonthForecast
{
    /// <summary>Goes on at the average so far.</summary>
    /// <param name="spentUsd">What was spent since the month began.</param>
    /// <param name="now">The present, UTC.</param>
    /// <returns>USD; what was spent when the month has only just begun.</returns>
    public static double Of(double spentUsd, DateTimeOffset now)
    {
        var start = StartOf(now);
        var share = (now - start) / (start.AddMonths(1) - start);
        return share <= 0 ? spentUsd : spentUsd / share;
    }

    /// <summary>When a month began, UTC, as AWS bills.</summary>
    /// <param name="at">A time in it.</param>
    /// <returns>Its first moment.</returns>
    public static DateTimeOffset StartOf(DateTimeOffset at) =>
        new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
