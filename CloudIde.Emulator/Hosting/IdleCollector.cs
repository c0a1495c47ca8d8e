namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Gives memory back once a load is over. The runtime collects when something is allocated, so a process that nobody asks
/// anything any more keeps all that its last load had in use.
/// </summary>
internal sealed class IdleCollector : IDisposable
{
    /// <summary>How long the process must have been quiet.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(4);

    /// <summary>What health checks and timers allocate in a period without a load stays below this, in bytes.</summary>
    private const long Quiet = 1024 * 1024;

    /// <summary>A collection that gives back less than this is not worth its pause, in bytes.</summary>
    private const long Worthwhile = 16 * 1024 * 1024;

    private readonly ITimer _timer;
    private long _allocated;
    private long _collected;

    /// <summary>Begins to watch.</summary>
    /// <param name="time">The clock.</param>
    public IdleCollector(TimeProvider time) => _timer = time.CreateTimer(_ => Look(), null, Period, Period);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        var isQuiet = allocated - _allocated < Quiet;
        _allocated = allocated;
        if (isQuiet && allocated - _collected > Worthwhile)
        {
            _collected = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
