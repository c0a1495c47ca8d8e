namespace CloudIde.Orchestrator.Simulation;

/// <summary>Activations in the order of their arrival. Second 0 is midnight UTC.</summary>
/// <param name="Name">The workload's or the file's name.</param>
/// <param name="Arrivals">When each arrives, in seconds, ascending.</param>
/// <param name="Durations">How long each holds its slot, in seconds.</param>
internal sealed record ActivationTrace(string Name, double[] Arrivals, double[] Durations)
{
    /// <summary>How many activations.</summary>
    public int Count => Arrivals.Length;
}
