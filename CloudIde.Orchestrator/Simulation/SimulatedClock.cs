namespace CloudIde.Orchestrator.Simulation;

/// <summary>Simulated seconds as times of a calendar.</summary>
internal static class SimulatedClock
{
    /// <summary>Second 0: a Monday at midnight UTC, so that hours and weekdays mean what they say.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The time of a second.</summary>
    /// <param name="seconds">Seconds from <see cref="Start"/>.</param>
    /// <returns>The time.</returns>
    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);
}
