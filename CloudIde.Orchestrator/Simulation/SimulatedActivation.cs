namespace CloudIde.Orchestrator.Simulation;

/// <summary>A simulated activation.</summary>
/// <param name="arrivedAt">When it arrived, in seconds.</param>
/// <param name="duration">How long it holds its slot, in seconds, or infinity while that is not known.</param>
internal sealed class SimulatedActivation(double arrivedAt, double duration)
{
    /// <summary>When it arrived, in seconds.</summary>
    public double ArrivedAt { get; } = arrivedAt;

    /// <summary>How long it holds its slot, in seconds, or infinity while that is not known.</summary>
    public double Duration { get; set; } = duration;

    /// <summary>When it got the slot that it holds, in seconds, or null while it waits.</summary>
    public double? StartedAt { get; set; }

    /// <summary>When it ends if it keeps that slot, in seconds; infinity while it waits or that is not known.</summary>
    public double DueAt { get; set; } = double.PositiveInfinity;

    /// <summary>How often it was interrupted.</summary>
    public int Attempt { get; set; }

    /// <summary>The task that works on it, or that did last.</summary>
    public SimulatedTask? Task { get; set; }
}
