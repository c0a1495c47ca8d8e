using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Worker.Activations;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Commands;

/// <summary>What a received message's command means for the message: whether it is done, and whose it is.</summary>
internal sealed partial class CommandIntake(CommandServices services, ActivationKeeper activations, ILogger<CommandIntake> logger)
{
    /// <summary>How long a workspace that ended with its command still waiting leaves the message alone.</summary>
    private static readonly TimeSpan ReturnDelay = TimeSpan.FromSeconds(1);

    /// <summary>Notes a message, and deletes one whose command is over while no worker holds the workspace: nobody needs one.</summary>
    /// <param name="received">The delivery.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether nothing more is to be done for it.</returns>
    public async Task<bool> IsDoneAsync(ReceivedActivation received, ActivationMessage message)
    {
        if (message.Command is null)
        {
            return false;
        }

        var found = await services.Runs.ReceiveAsync(message, received.ReceiveCount, services.Time.GetUtcNow());
        if (!found.State.IsOutcome() || found.IsLeased)
        {
            return false;
        }

        LogDone(message.ProjectId, message.Command.CommandId, found.State);
        await activations.DeleteAsync(new ActivationDelivery(received), CancellationToken.None);
        return true;
    }

    /// <summary>Leaves a command's delivery to the worker that holds the workspace, which runs the command and keeps the message meanwhile.</summary>
    /// <param name="received">The delivery.</param>
    /// <param name="message">The message.</param>
    /// <returns>False when there is no command, or it is over: the message is needless.</returns>
    public async Task<bool> LeaveToOwnerAsync(ReceivedActivation received, ActivationMessage message)
    {
        if (message.Command is not { } order
            || (await services.Runs.ReceiveAsync(message, received.ReceiveCount, services.Time.GetUtcNow())).State.IsOutcome())
        {
            return false;
        }

        // The owner has all of the visibility to take it. It may have given the workspace up at this moment: then the message
        // returns, and the next one to receive it takes the workspace.
        await services.Queue.ExtendAsync(received.ReceiptHandle, services.Settings.ActivationVisibility, CancellationToken.None);
        if (!await services.Runs.OfferReceiptAsync(new CommandKey(message.ProjectId, order.CommandId), received.ReceiptHandle))
        {
            await services.Queue.ExtendAsync(received.ReceiptHandle, ReturnDelay, CancellationToken.None);
        }

        return true;
    }

    /// <summary>Gives back the message that made the workspace active, when it ended before the message's own command.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delivery">Its newest delivery.</param>
    /// <returns>Whether it was given back.</returns>
    public async Task<bool> ReturnIfOpenAsync(ActivationMessage message, ActivationDelivery delivery)
    {
        if (message.Command is not { } order || await services.Runs.IsOverAsync(new CommandKey(message.ProjectId, order.CommandId)))
        {
            return false;
        }

        try
        {
            await services.Queue.ExtendAsync(delivery.ReceiptHandle, ReturnDelay, CancellationToken.None);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, CancellationToken.None))
        {
            // It returns by itself, a little later.
            LogNotReturned(e, message.ProjectId);
        }

        return true;
    }

    [LoggerMessage(LogLevel.Information, "Command {CommandId} of project {ProjectId} is over already ({State}); its message is deleted.", EventName = "CommandDone")]
    private partial void LogDone(string projectId, string commandId, CommandState state);

    [LoggerMessage(LogLevel.Warning, "The message of a command of project {ProjectId} could not be given back.", EventName = "CommandNotReturned")]
    private partial void LogNotReturned(Exception exception, string projectId);
}
