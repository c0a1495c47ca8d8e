namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>What has been learnt, as it is kept so that the next orchestrator knows it too.</summary>
internal sealed record DemandState
{
    /// <summary>The first bin's number: quarters of a minute since 1970.</summary>
    public long FirstBin { get; init; }

    /// <summary>Arrivals by bin; -1 where nobody looked.</summary>
    public IReadOnlyList<int> Bins { get; init; } = [];

    /// <summary>The experts' weights by name.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>Measured durations, in seconds.</summary>
    public IReadOnlyList<double> Durations { get; init; } = [];

    /// <summary>Measured starts, from RunTask to registration, in seconds.</summary>
    public IReadOnlyList<double> Starts { get; init; } = [];

    /// <summary>The month, as year * 12 + month, of <see cref="MonthTaskSeconds"/>.</summary>
    public int Month { get; init; }

    /// <summary>What ran in that month so far, in task-seconds.</summary>
    public double MonthTaskSeconds { get; init; }

    /// <summary>What may be spent on a reserve, in task-seconds.</summary>
    public double SavedTaskSeconds { get; init; }
}
