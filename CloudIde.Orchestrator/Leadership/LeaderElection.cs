using CloudIde.Orchestrator.Scaling;

namespace CloudIde.Orchestrator.Leadership;

/// <summary>Keeps the lease, or waits for it. It runs beside the scaling loop, so that a slow round does not lose the lease.</summary>
internal sealed partial class LeaderElection(LeaderLease lease, TimeProvider timeProvider, ILogger<LeaderElection> logger)
    : BackgroundService
{
    /// <summary>Ends the wait of whoever wants to know of a change at once.</summary>
    public event Action? Changed;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!lease.IsHeld)
        {
            return;
        }

        try
        {
            await lease.ReleaseAsync().WaitAsync(cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            // It ends by itself.
            LogReleaseFailed(e);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lease.Duration / 3, timeProvider);
        var held = false;
        do
        {
            try
            {
                var now = await lease.AcquireAsync().WaitAsync(stoppingToken);
                if (now != held)
                {
                    held = now;
                    LogChanged(held ? "leads" : "stands by", lease.Holder);
                    Changed?.Invoke();
                }
            }
            catch (Exception e) when (Transient.Is(e, stoppingToken))
            {
                LogAcquireFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
