using System.Diagnostics;
using CloudIde.Core.Activations;
using CloudIde.Core.Scaling;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Activations;
using CloudIde.Worker.Lifetime;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces;

/// <summary>Runs one workspace from its activation to its end: lease, restore, terminals, save, release.</summary>
internal sealed partial class WorkspaceRunner(
    WorkerIdentity identity,
    WorkspaceDirectory directory,
    ActivationQueue queue,
    ActivationKeeper activations,
    ScalingNudge nudge,
    WorkspaceFactory factory,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>How soon a message returns whose workspace another worker seems to hold for the same activation.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger = loggers.CreateLogger<WorkspaceRunner>();

    /// <summary>Runs the workspace that a message asks for.</summary>
    /// <param name="received">The message.</param>
    /// <param name="stoppingToken">The worker stops: the workspace is saved and handed to another worker.</param>
    /// <returns>A task that ends when the workspace is given up.</returns>
    public async Task RunAsync(ReceivedActivation received, CancellationToken stoppingToken)
    {
        if (received.Message is not { } message)
        {
            // Left in the queue: after the allowed number of receives SQS moves it to the dead letters, where it can be looked at.
            LogMalformed(received.MessageId, received.ReceiveCount, received.Problem);
            return;
        }

        using var activity = WorkerTelemetry.Source.StartActivity("activation run", ActivityKind.Consumer, received.TraceContext);
        activity?.SetTag("cloudide.project_id", message.ProjectId);
        activity?.SetTag("cloudide.worker_id", identity.WorkerId);

        var lease = await directory.AcquireAsync(message.ProjectId, identity.WorkerId, message.ActivationId);
        if (lease.Epoch == 0)
        {
            await GiveBackAsync(received, message, lease);
            return;
        }

        LogAcquired(message.ProjectId, lease.Epoch);
        var end = await RunLeasedAsync(received, lease, stoppingToken);
        LogEnded(lease.ProjectId, lease.Epoch, end);
        if (end == WorkspaceEnd.LeaseLost)
        {
            // Whoever holds the lease now decides about the work; this message is found needless when it returns.
            return;
        }

        if (end == WorkspaceEnd.WorkerStopping)
        {
            await SendAgainAsync(message);
        }

        await activations.DeleteAsync(received, CancellationToken.None);
        await nudge.SendAsync("workspace ended");
    }

    private async Task<WorkspaceEnd> RunLeasedAsync(ReceivedActivation received, WorkspaceLease lease, CancellationToken stoppingToken)
    {
        using var keeper = new LeaseKeeper(directory, lease, time, loggers.CreateLogger<LeaseKeeper>());
        using var ended = new CancellationTokenSource();
        var keeping = Task.WhenAll(keeper.KeepAsync(ended.Token), activations.KeepAsync(received, ended.Token));
        try
        {
            await using var workspace = factory.Create(keeper);
            return await workspace.RunAsync(stoppingToken);
        }
        catch (Exception e) when (keeper.Lost.IsCancellationRequested)
        {
            LogFailedUnleased(e, lease.ProjectId);
            return WorkspaceEnd.LeaseLost;
        }
        catch (Exception e) when (stoppingToken.IsCancellationRequested)
        {
            // What the stop broke, or would have been tried again if there were time: the next worker does.
            LogFailed(e, lease.ProjectId);
            return WorkspaceEnd.WorkerStopping;
        }
        catch (Exception e)
        {
            LogFailed(e, lease.ProjectId);
            await ReportFailureAsync(lease, e, stoppingToken);
            return WorkspaceEnd.Failed;
        }
        finally
        {
            await ended.CancelAsync();
            await keeping;
            await directory.ReleaseAsync(lease);
        }
    }

    /// <summary>
    /// Tells the user, and keeps the lease for a moment: whoever waits asks again as soon as it is released, and a workspace
    /// that cannot be restored must not keep the fleet busy.
    /// </summary>
    private async Task ReportFailureAsync(WorkspaceLease lease, Exception failure, CancellationToken stoppingToken)
    {
        await directory.SetStatusAsync(
            lease, WorkspaceState.Stopping, $"The workspace failed: {failure.Message} Trying again in {RetryAfter.TotalSeconds:0} s.");
        await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task GiveBackAsync(ReceivedActivation received, ActivationMessage message, WorkspaceLease holder)
    {
        if (holder.ActivationId != message.ActivationId)
        {
            LogDuplicate(message.ProjectId, holder.WorkerId);
            await activations.DeleteAsync(received, CancellationToken.None);
            return;
        }

        // The same activation came twice: its first worker has died or lost it, and its lease is about to run out.
        LogHeld(message.ProjectId, holder.WorkerId);
        await queue.ExtendAsync(received.ReceiptHandle, RetryAfter, CancellationToken.None);
    }

    /// <summary>
    /// Asks for another worker by a fresh message. Giving the old one back would count as one more receive of it, and a
    /// workspace that moved a few times would end among the dead letters.
    /// </summary>
    private async Task SendAgainAsync(ActivationMessage message)
    {
        var fresh = message with { ActivationId = Guid.NewGuid().ToString("N"), RequestedAt = time.GetUtcNow() };
        if (await directory.CheckNeedAsync(message.ProjectId, fresh.ActivationId) == ActivationNeed.Send)
        {
            try
            {
                await queue.SendAsync(fresh, CancellationToken.None);
            }
            catch
            {
                // The old message is not deleted then and does the same later; until then others may ask.
                await directory.WithdrawAsync(message.ProjectId, fresh.ActivationId);
                throw;
            }

            LogHandedOver(message.ProjectId);
        }
    }
}
