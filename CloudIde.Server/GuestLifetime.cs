namespace CloudIde.Server;

/// <summary>The lifetime of a server in another program's process: that program handles signals.</summary>
internal sealed class GuestLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
