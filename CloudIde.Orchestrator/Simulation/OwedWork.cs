namespace CloudIde.Orchestrator.Simulation;

/// <summary>How much work is known to be left: what waits, and the rest of what runs, as far as its duration is known.</summary>
internal sealed class OwedWork
{
    private double _waitingSeconds;
    private double _dueTimes;
    private int _running;

    /// <summary>How much is left.</summary>
    /// <param name="now">The present, in seconds.</param>
    /// <returns>Slot-seconds.</returns>
    public double Seconds(double now) => Math.Max(0, _waitingSeconds + _dueTimes - (_running * now));

    /// <summary>One waits whose duration is known.</summary>
    /// <param name="activation">The activation.</param>
    public void Waits(SimulatedActivation activation) => _waitingSeconds += activation.Duration;

    /// <summary>One that had been counted as waiting runs now.</summary>
    /// <param name="activation">The activation.</param>
    public void Waited(SimulatedActivation activation) => _waitingSeconds -= activation.Duration;

    /// <summary>One runs, and when it is due is known.</summary>
    /// <param name="activation">The activation.</param>
    public void Runs(SimulatedActivation activation)
    {
        _running++;
        _dueTimes += activation.DueAt;
    }

    /// <summary>One that had been counted as running does so no more.</summary>
    /// <param name="activation">The activation.</param>
    public void Ran(SimulatedActivation activation)
    {
        _running--;
        _dueTimes -= activation.DueAt;
        activation.DueAt = double.PositiveInfinity;
    }
}
