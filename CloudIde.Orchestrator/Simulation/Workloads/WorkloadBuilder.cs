namespace CloudIde.Orchestrator.Simulation.Workloads;

/// <summary>Collects the activations of a generated workload.</summary>
internal sealed class WorkloadBuilder(int seed, int days, double scale)
{
    private readonly Random _random = new(seed);
    private readonly List<(double At, double Duration)> _activations = [];

    /// <summary>Adds arrivals that know nothing of each other (a Poisson process).</summary>
    /// <param name="perHour">The rate where the shape is 1.</param>
    /// <param name="shape">The rate's factor by the hour of the day, 0 to 1.</param>
    /// <param name="duration">Draws a duration.</param>
    public void Arrivals(double perHour, Func<double, double> shape, Func<double> duration)
    {
        // Thinning: draw at the highest rate and keep as many as the shape says.
        for (var at = Exponential(3600 / (perHour * scale)); at < days * 86_400; at += Exponential(3600 / (perHour * scale)))
        {
            if (_random.NextDouble() < shape(at % 86_400 / 3600))
            {
                _activations.Add((at, duration()));
            }
        }
    }

    /// <summary>Adds a burst.</summary>
    /// <param name="at">When it begins, in seconds.</param>
    /// <param name="count">How many activations.</param>
    /// <param name="seconds">Over how long they arrive.</param>
    /// <param name="duration">Draws a duration.</param>
    public void Burst(double at, int count, double seconds, Func<double> duration)
    {
        for (var i = 0; i < count * scale; i++)
        {
            _activations.Add((at + (_random.NextDouble() * seconds), duration()));
        }
    }

    /// <summary>Draws from an exponential distribution.</summary>
    /// <param name="mean">Its mean.</param>
    /// <returns>The draw.</returns>
    public double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());

    /// <summary>Draws from an even distribution.</summary>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <returns>The draw.</returns>
    public double Uniform(double min, double max) => min + ((max - min) * _random.NextDouble());

    /// <summary>Draws from a bounded Pareto distribution: a few are very long.</summary>
    /// <param name="min">The least.</param>
    /// <param name="shape">The lower, the heavier the tail.</param>
    /// <param name="max">The most.</param>
    /// <returns>The draw.</returns>
    public double Pareto(double min, double shape, double max) =>
        Math.Min(max, min / Math.Pow(1 - _random.NextDouble(), 1 / shape));

    /// <summary>Everything that was added, in order.</summary>
    /// <param name="name">The workload's name.</param>
    /// <returns>The workload.</returns>
    public ActivationTrace Build(string name)
    {
        var ordered = _activations.OrderBy(activation => activation.At).ToList();
        return new ActivationTrace(
            name, [.. ordered.Select(activation => activation.At)], [.. ordered.Select(activation => activation.Duration)]);
    }
}
