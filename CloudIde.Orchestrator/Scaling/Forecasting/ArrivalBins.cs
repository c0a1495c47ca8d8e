namespace CloudIde.Orchestrator.Scaling.Forecasting;

/// <summary>How many activations arrived, in bins of equal length. Bounded: the oldest are forgotten.</summary>
internal sealed class ArrivalBins
{
    /// <summary>A bin's length, in seconds: fine enough to start tasks for a burst in time, coarse enough to keep two weeks.</summary>
    public const double Seconds = 15;

    /// <summary>Stands for a bin in which nobody looked.</summary>
    public const int Unknown = -1;

    /// <summary>Two weeks, so that a weekday can be compared with the same one before.</summary>
    private const int Capacity = 14 * 86_400 / (int)Seconds;

    private readonly List<int> _bins;

    /// <summary>Starts with bins that were kept.</summary>
    /// <param name="first">The number of the first, counted from the epoch of the clock.</param>
    /// <param name="bins">The bins.</param>
    public ArrivalBins(long first, IEnumerable<int> bins)
    {
        First = first;
        _bins = [.. bins];
    }

    /// <summary>The number of the first bin that is kept.</summary>
    public long First { get; private set; }

    /// <summary>The number of the bin that is not complete yet.</summary>
    public long Next => First + _bins.Count;

    /// <summary>The bins that are kept.</summary>
    public IReadOnlyList<int> Kept => _bins;

    /// <summary>Adds the next bin.</summary>
    /// <param name="count">Its arrivals.</param>
    public void Add(int count)
    {
        _bins.Add(count);
        if (_bins.Count > Capacity + 4_096)
        {
            _bins.RemoveRange(0, 4_096);
            First += 4_096;
        }
    }

    /// <summary>Forgets a bin and all after it, when the clock was set back.</summary>
    /// <param name="bin">The bin's number, not before <see cref="First"/>.</param>
    public void Truncate(long bin) => _bins.RemoveRange((int)(bin - First), (int)(Next - bin));

    /// <summary>Forgets everything and begins at a bin.</summary>
    /// <param name="first">The bin's number.</param>
    public void Restart(long first)
    {
        _bins.Clear();
        First = first;
    }

    /// <summary>The arrivals of a bin.</summary>
    /// <param name="bin">The bin's number.</param>
    /// <param name="count">Its arrivals.</param>
    /// <returns>Whether it is kept, complete and known.</returns>
    public bool TryGet(long bin, out int count)
    {
        count = bin >= First && bin < Next ? _bins[(int)(bin - First)] : Unknown;
        return count != Unknown;
    }
}
