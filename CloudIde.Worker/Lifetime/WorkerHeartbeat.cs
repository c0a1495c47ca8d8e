using CloudIde.Core.Redis;
using CloudIde.Core.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Lifetime;

/// <summary>Registers the worker in Redis, renews the registration, and drains the worker when somebody asks for it.</summary>
internal sealed partial class WorkerHeartbeat(
    WorkerIdentity identity,
    WorkerState state,
    WorkerRegistry registry,
    IConnectionMultiplexer redis,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<WorkerHeartbeat> logger) : BackgroundService
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly SemaphoreSlim _wake = new(0);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await registry.RemoveAsync(identity.WorkerId).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or OperationCanceledException)
        {
            // The registration expires by itself.
            LogNotRemoved(e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var control = await redis.GetSubscriber().SubscribeAsync(RedisKeys.WorkerControl(identity.WorkerId));
        control.OnMessage(_ => Wake());
        state.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await BeatAsync();
                if (state.Drained.IsCompleted)
                {
                    LogDrained();
                    lifetime.StopApplication();
                    return;
                }

                await WaitAsync(stoppingToken);
            }
        }
        finally
        {
            state.Changed -= Wake;
            await control.UnsubscribeAsync();
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            var drainRequested = await registry.HeartbeatAsync(new WorkerRegistration(
                identity.WorkerId,
                identity.TaskArn,
                state.Slots,
                state.UsedSlots,
                state.Draining.IsCancellationRequested,
                _startedAt));
            if (drainRequested && !state.Draining.IsCancellationRequested)
            {
                LogDraining(state.UsedSlots);
                state.Drain();
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogMissed(e);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(WorkerRegistry.HeartbeatInterval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
            await _wake.WaitAsync(either.Token);

            // Several changes at once need one heartbeat.
            while (_wake.Wait(0, CancellationToken.None))
            {
            }
        }
        catch (OperationCanceledException)
        {
            // Time for the next one, or the end.
        }
    }

    private void Wake() => _wake.Release();
}
