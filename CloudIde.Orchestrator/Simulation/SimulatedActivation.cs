namespace CloudIde.Orchestrator.Simulation;

/// <summary>A simulated activation.</summary>
/// <param name="arrivedAt">When it arrived, in seconds.</param>
/// <param name="duration">How long it holds its slot, in seconds.</param>
internal sealed class SimulatedActivation(double arrivedAt, double duration)
{
    /// <summary>When it arrived, in seconds.</summary>
    public double ArrivedAt { get; } = arrivedAt;

    /// <summary>How long it holds its slot, in seconds.</summary>
    public double Duration { get; } = duration;

    /// <summary>How often it was interrupted.</summary>
    public int Attempt { get; set; }

    /// <summary>The task that works on it, or that did last.</summary>
    public SimulatedTask? Task { get; set; }
}
