namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Leaves signals to whoever hosts the emulator. The framework's own lifetime would end the emulator at Ctrl-C while
/// the processes beside it still finish their work through it.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
