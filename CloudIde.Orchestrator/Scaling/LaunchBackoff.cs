namespace CloudIde.Orchestrator.Scaling;

/// <summary>Waits longer after each launch that failed, so that a broken image or a reached quota does not cost a launch each round.</summary>
internal sealed class LaunchBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private int _failures;
    private TimeSpan _until = TimeSpan.Zero;

    /// <summary>How long it still waits.</summary>
    /// <param name="clock">The present.</param>
    /// <returns>Zero or more.</returns>
    public TimeSpan Remaining(TimeSpan clock) => _until > clock ? _until - clock : TimeSpan.Zero;

    /// <summary>Notes a failure.</summary>
    /// <param name="clock">When.</param>
    public void Failed(TimeSpan clock)
    {
        // 1, 2, 4 ... 60 s.
        var wait = First * Math.Pow(2, Math.Min(_failures++, 10));
        _until = clock + (wait < Longest ? wait : Longest);
    }

    /// <summary>Notes that a worker has come up.</summary>
    public void Succeeded()
    {
        _failures = 0;
        _until = TimeSpan.Zero;
    }
}
