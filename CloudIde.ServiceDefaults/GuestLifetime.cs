using Microsoft.Extensions.Hosting;

namespace CloudIde.ServiceDefaults;

/// <summary>
/// The lifetime of a host inside another program's process: signals are that program's. The framework's own lifetime would
/// end each host at Ctrl-C, while the parts beside it still finish their work through it.
/// </summary>
public sealed class GuestLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
