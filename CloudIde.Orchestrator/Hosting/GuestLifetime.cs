namespace CloudIde.Orchestrator.Hosting;

/// <summary>The lifetime of a host inside another one's process: signals are the other's.</summary>
internal sealed class GuestLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
