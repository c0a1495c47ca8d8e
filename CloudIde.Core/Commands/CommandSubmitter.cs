using CloudIde.Core.Activations;
using CloudIde.Core.Scaling;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Commands;

/// <summary>
/// Hands a command in: a record that nobody runs yet, the message, then the word that it may run. So a command that is seen has
/// its message, and one whose message could not be stored never runs.
/// </summary>
public sealed class CommandSubmitter(
    CommandDirectory commands,
    WorkspaceDirectory workspaces,
    ActivationQueue queue,
    ActivationCounters counters,
    ScalingNudge nudge,
    TimeProvider time)
{
    /// <summary>Hands a command in.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="order">The command, with an id of its own.</param>
    /// <param name="maxKept">How many commands of a project are kept, and may wait or run at once.</param>
    /// <param name="cancellationToken">Gives up; the command may run nevertheless.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="Amazon.SQS.AmazonSQSException">SQS refused or could not be reached. The command will not run.</exception>
    /// <exception cref="RedisException">Redis could not be reached. Whether the command will run is not known.</exception>
    public async Task<CommandSubmission> SubmitAsync(
        string projectId, CommandOrder order, int maxKept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var command = new CommandKey(projectId, order.CommandId);
        var now = time.GetUtcNow();
        if (!await commands.CreateAsync(projectId, order, now, maxKept))
        {
            return CommandSubmission.TooMany;
        }

        // It is an activation as well: whoever waits for the workspace need not send another one.
        var message = new ActivationMessage(ActivationMessage.CurrentVersion, $"a{Guid.NewGuid():N}", projectId, now, order);
        var need = ActivationNeed.Send;
        try
        {
            need = await workspaces.CheckNeedAsync(projectId, message.ActivationId);
            await queue.SendAsync(message, cancellationToken);
        }
        catch
        {
            await workspaces.WithdrawAsync(projectId, message.ActivationId);
            if (await commands.WithdrawAsync(command, TimeSpan.FromSeconds(order.KeepSeconds)))
            {
                throw;
            }

            // The answer was lost, not the message: a worker has it already.
        }

        await commands.MarkSentAsync(command);
        try
        {
            if (need == ActivationNeed.Send)
            {
                await counters.SentAsync();
            }

            await nudge.SendAsync("command");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The orchestrator's poll finds the message as well, only later.
        }

        return CommandSubmission.Queued;
    }
}
