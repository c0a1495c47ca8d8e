namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>How much has run in the present month.</summary>
/// <param name="month">The month of what ran before, as year * 12 + month, or 0.</param>
/// <param name="taskSeconds">What ran before, in task-seconds.</param>
internal sealed class MonthMeter(int month, double taskSeconds)
{
    /// <summary>An orchestrator that was away that long does not know what ran meanwhile.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    private TimeSpan? _clock;
    private int _tasks;

    /// <summary>The month, as year * 12 + month.</summary>
    public int Month { get; private set; } = month;

    /// <summary>What ran, in task-seconds.</summary>
    public double TaskSeconds { get; private set; } = taskSeconds;

    /// <summary>What remains of the month.</summary>
    public TimeSpan Left { get; private set; } = TimeSpan.FromDays(30);

    /// <summary>Goes on to the present.</summary>
    /// <param name="at">The present, which tells the month (UTC, as AWS bills).</param>
    /// <param name="clock">The present, on a clock that never jumps.</param>
    /// <param name="tasks">How many tasks run.</param>
    public void Advance(DateTimeOffset at, TimeSpan clock, int tasks)
    {
        var utc = at.UtcDateTime;
        var present = (utc.Year * 12) + utc.Month;
        // Never back: a clock that was ahead for a moment must not make what was spent forgotten twice.
        if (present > Month)
        {
            (Month, TaskSeconds) = (present, 0);
        }

        var step = clock - (_clock ?? clock);
        TaskSeconds += _tasks * Math.Min(step.TotalSeconds, LongestStep.TotalSeconds);
        (_clock, _tasks) = (clock, tasks);
        Left = new DateTime(utc.Year, utc.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1) - utc;
    }
}
