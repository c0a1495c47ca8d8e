using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Activations;

/// <summary>Keeps an activation's message in flight for as long as its workspace is active, and deletes it at the end.</summary>
internal sealed partial class ActivationKeeper(
    ActivationQueue queue, WorkerSettings settings, TimeProvider time, ILogger<ActivationKeeper> logger)
{
    /// <summary>Extends the visibility until it is cancelled. Three tries fit into one visibility timeout.</summary>
    /// <param name="activation">The message.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends when it was cancelled.</returns>
    public async Task KeepAsync(ActivationDelivery activation, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(settings.ActivationVisibility / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await ExtendAsync(activation, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The workspace has ended.
        }
    }

    /// <summary>Goes on with a newer delivery of the message, which came to a worker while this one did not keep it in flight.</summary>
    /// <param name="activation">The message.</param>
    /// <param name="receiptHandle">What extends or deletes the newer delivery.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the message is kept in flight again, or the try failed.</returns>
    public Task AdoptAsync(ActivationDelivery activation, string receiptHandle, CancellationToken cancellationToken)
    {
        activation.Adopt(receiptHandle);
        LogAdopted(activation.MessageId);
        return ExtendAsync(activation, cancellationToken);
    }

    /// <summary>Deletes the message. When SQS cannot be reached, the message returns and is found to be needless then.</summary>
    /// <param name="activation">The message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is deleted or the try failed.</returns>
    public async Task DeleteAsync(ActivationDelivery activation, CancellationToken cancellationToken)
    {
        try
        {
            await queue.DeleteAsync(activation.ReceiptHandle, cancellationToken);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, cancellationToken))
        {
            LogDeleteFailed(e, activation.MessageId);
        }
    }

    private async Task ExtendAsync(ActivationDelivery activation, CancellationToken cancellationToken)
    {
        try
        {
            await queue.ExtendAsync(activation.ReceiptHandle, settings.ActivationVisibility, cancellationToken);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, cancellationToken))
        {
            // Another worker may receive it now; the lease keeps it from running the workspace twice.
            LogExtendFailed(e, activation.MessageId);
        }
    }

    [LoggerMessage(LogLevel.Information, "The activation {MessageId} was delivered again; its workspace goes on with the new delivery.", EventName = "DeliveryAdopted")]
    private partial void LogAdopted(string messageId);

    [LoggerMessage(LogLevel.Warning, "The activation {MessageId} could not be kept in flight.", EventName = "ExtendFailed")]
    private partial void LogExtendFailed(Exception exception, string messageId);

    [LoggerMessage(LogLevel.Warning, "The activation {MessageId} could not be deleted; it returns to the queue.", EventName = "DeleteFailed")]
    private partial void LogDeleteFailed(Exception exception, string messageId);
}
