using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Healthy while the loop goes round. Standing by is healthy too.</summary>
internal sealed class ScalingHealthCheck(ScalingLoop loop, OrchestratorSettings settings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // One round reads within its bound twice and may launch for a while; four of that is stuck.
        var bound = settings.PollInterval + (FleetObserver.Bound * 4);
        return Task.FromResult(loop.SinceLastRound <= bound
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The last round of scaling was {loop.SinceLastRound.TotalSeconds:0} s ago."));
    }
}
