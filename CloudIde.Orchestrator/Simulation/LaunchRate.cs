namespace CloudIde.Orchestrator.Simulation;

/// <summary>How fast Fargate starts tasks. Source: ECS service quotas.</summary>
internal sealed class LaunchRate
{
    /// <summary>So many at once.</summary>
    public const double Burst = 100;

    /// <summary>And so many a second after that.</summary>
    public const double PerSecond = 20;

    private double _tokens = Burst;
    private double _at;

    /// <summary>Takes the next launch.</summary>
    /// <param name="now">The present, in seconds.</param>
    /// <returns>When it is made, in seconds: not before the launch that was taken last.</returns>
    public double Take(double now)
    {
        var since = Math.Max(now, _at);
        _tokens = Math.Min(Burst, _tokens + ((since - _at) * PerSecond));
        _at = since;
        if (_tokens < 1)
        {
            _at += (1 - _tokens) / PerSecond;
            _tokens = 1;
        }

        _tokens--;
        return _at;
    }
}
