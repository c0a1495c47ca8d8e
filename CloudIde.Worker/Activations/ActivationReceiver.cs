using System.Collections.Concurrent;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Worker.Lifetime;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Activations;

/// <summary>Takes activations from the queue, as many as there are free slots, and runs a workspace for each.</summary>
internal sealed partial class ActivationReceiver(
    ActivationQueue queue,
    WorkspaceRunner runner,
    WorkerSettings settings,
    WorkerState state,
    TimeProvider time,
    ILogger<ActivationReceiver> logger) : BackgroundService
{
    /// <summary>SQS' longest long poll, less a second so that the SDK's own timeout never cuts it.</summary>
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(19);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private const int MaxBatch = 10;

    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>Stops receiving, then waits until every workspace is saved and given up.</summary>
    /// <param name="cancellationToken">The end of the host's patience.</param>
    /// <returns>A task that ends with the last workspace.</returns>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        state.Drain();
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running.Values).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, state.Draining);
        try
        {
            while (true)
            {
                var free = await state.WaitForFreeSlotAsync(stop.Token);
                foreach (var activation in await ReceiveAsync(Math.Min(free, MaxBatch), stop.Token))
                {
                    Start(activation, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogStopped();
        }
    }

    private async Task<IReadOnlyList<ReceivedActivation>> ReceiveAsync(int max, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.ReceiveAsync(max, LongPoll, settings.ActivationVisibility, cancellationToken);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, cancellationToken))
        {
            // Not an empty queue: say so, and try again.
            LogReceiveFailed(e);
            await Task.Delay(RetryDelay, time, cancellationToken);
            return [];
        }
    }

    private void Start(ReceivedActivation activation, CancellationToken stoppingToken)
    {
        state.TakeSlot();
        _running[activation.ReceiptHandle] = Task.Run(() => RunAsync(activation, stoppingToken), CancellationToken.None);
    }

    private async Task RunAsync(ReceivedActivation activation, CancellationToken stoppingToken)
    {
        try
        {
            await runner.RunAsync(activation, stoppingToken);
        }
        catch (Exception e)
        {
            // One workspace's failure must not end the others. Its message returns to the queue by itself.
            LogWorkspaceFailed(e, activation.Message?.ProjectId);
        }
        finally
        {
            _running.TryRemove(activation.ReceiptHandle, out _);
            state.FreeSlot();
        }
    }

    [LoggerMessage(LogLevel.Error, "The queue could not be read.", EventName = "ReceiveFailed")]
    private partial void LogReceiveFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "The workspace of project {ProjectId} failed.", EventName = "WorkspaceFailed")]
    private partial void LogWorkspaceFailed(Exception exception, string? projectId);

    [LoggerMessage(LogLevel.Information, "No more activations are taken.", EventName = "ReceivingStopped")]
    private partial void LogStopped();
}
