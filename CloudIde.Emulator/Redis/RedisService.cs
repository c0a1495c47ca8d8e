namespace CloudIde.Emulator.Redis;

/// <summary>Runs a Redis beside the emulated AWS when a port is set for it, so that a machine without containers needs no other program.</summary>
internal sealed class RedisService(EmulatorOptions options) : IHostedService
{
    private RedisHost? _redis;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.RedisPort is { } port)
        {
            try
            {
                _redis = RedisHost.Start(port);
            }
            catch (IOException e)
            {
                throw new EmulatorStartException($"{e.Message} Choose another one with EMULATOR_REDIS_PORT.", e);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _redis?.Dispose();
        return Task.CompletedTask;
    }
}
