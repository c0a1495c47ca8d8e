using System.Collections.Concurrent;
using System.Diagnostics;
using CloudIde.Core.Activations;
using CloudIde.Core.Scaling;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Activations;
using CloudIde.Worker.Commands;
using CloudIde.Worker.Lifetime;
using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Workspaces;

/// <summary>Runs one workspace from its activation to its end: lease, restore, terminals, save, release.</summary>
internal sealed partial class WorkspaceRunner(
    WorkerIdentity identity,
    WorkspaceDirectory directory,
    ActivationQueue queue,
    ActivationKeeper activations,
    ActivationEnds ends,
    CommandIntake commands,
    ScalingNudge nudge,
    WorkspaceFactory factory,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>How long a workspace that failed keeps its lease.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger = loggers.CreateLogger<WorkspaceRunner>();

    // Whose workspaces run here, also while their lease has lapsed.
    private readonly ConcurrentDictionary<string, (LeaseKeeper Keeper, ActivationDelivery Delivery)> _running = new(StringComparer.Ordinal);

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

        if (await GoesOnHereAsync(received, message, stoppingToken) || await commands.IsDoneAsync(received, message))
        {
            return;
        }

        var lease = await directory.AcquireAsync(message.ProjectId, identity.WorkerId, message.ActivationId);
        if (lease.Epoch == 0)
        {
            await GiveBackAsync(received, message, lease);
            return;
        }

        LogAcquired(message.ProjectId, lease.Epoch);
        var delivery = new ActivationDelivery(received);
        var end = await RunLeasedAsync(delivery, lease, stoppingToken);
        LogEnded(lease.ProjectId, lease.Epoch, end);
        if (end == WorkspaceEnd.LeaseLost)
        {
            // Whoever holds the lease now decides about the work; this message is found needless when it returns.
            return;
        }

        if (await commands.ReturnIfOpenAsync(message, delivery))
        {
            return;
        }

        if (end == WorkspaceEnd.WorkerStopping)
        {
            await SendAgainAsync(message);
        }

        await activations.DeleteAsync(delivery, CancellationToken.None);
        await nudge.SendAsync("workspace ended");
    }

    /// <summary>
    /// After a sleep this worker may be asked for a workspace that it runs: its lease has run out, so somebody asked again, or
    /// its own message has returned. Taking the workspace anew would end its shells.
    /// </summary>
    private async Task<bool> GoesOnHereAsync(ReceivedActivation received, ActivationMessage message, CancellationToken cancellationToken)
    {
        if (!_running.TryGetValue(message.ProjectId, out var running))
        {
            return false;
        }

        try
        {
            if (!await running.Keeper.ConfirmAsync(cancellationToken))
            {
                return false;
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // Not known: the message returns by itself.
            LogUnconfirmed(e, message.ProjectId);
            return true;
        }

        if (message.ActivationId == running.Keeper.Lease.ActivationId)
        {
            await activations.AdoptAsync(running.Delivery, received.ReceiptHandle, cancellationToken);
        }
        else if (!await commands.LeaveToOwnerAsync(received, message))
        {
            LogDuplicate(message.ProjectId, identity.WorkerId);
            await activations.DeleteAsync(new ActivationDelivery(received), CancellationToken.None);
        }

        return true;
    }

    private async Task<WorkspaceEnd> RunLeasedAsync(ActivationDelivery delivery, WorkspaceLease lease, CancellationToken stoppingToken)
    {
        using var keeper = new LeaseKeeper(directory, lease, time, loggers.CreateLogger<LeaseKeeper>());
        using var ended = new CancellationTokenSource();
        var since = time.GetTimestamp();
        var end = WorkspaceEnd.Failed;
        var running = (keeper, delivery);
        _running[lease.ProjectId] = running;
        keeper.Delivered = receiptHandle => _ = activations.AdoptAsync(delivery, receiptHandle, CancellationToken.None);
        var keeping = Task.WhenAll(keeper.KeepAsync(ended.Token), activations.KeepAsync(delivery, ended.Token));
        try
        {
            await using var workspace = factory.Create(keeper);
            return end = await workspace.RunAsync(stoppingToken);
        }
        catch (Exception e) when (keeper.Lost.IsCancellationRequested)
        {
            LogFailedUnleased(e, lease.ProjectId);
            return end = WorkspaceEnd.LeaseLost;
        }
        catch (Exception e) when (stoppingToken.IsCancellationRequested)
        {
            // What the stop broke, or would have been tried again if there were time: the next worker does.
            LogFailed(e, lease.ProjectId);
            return end = WorkspaceEnd.WorkerStopping;
        }
        catch (Exception e)
        {
            LogFailed(e, lease.ProjectId);
            await ReportFailureAsync(lease, e, stoppingToken);
            return WorkspaceEnd.Failed;
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(lease.ProjectId, running));
            await ended.CancelAsync();
            await keeping;
            if (await directory.ReleaseAsync(lease))
            {
                // Whoever holds it otherwise counts its end.
                await ends.ReportAsync(lease.ProjectId, time.GetElapsedTime(since), moves: end == WorkspaceEnd.WorkerStopping);
            }
        }
    }

    /// <summary>
    /// Tells the user, and keeps the lease for a moment: whoever waits asks again as soon as it is released, and a workspace
    /// that cannot be restored must not keep the fleet busy.
    /// </summary>
    private async Task ReportFailureAsync(WorkspaceLease lease, Exception failure, CancellationToken stoppingToken)
    {
        await directory.SetStatusAsync(
            lease, WorkspaceState.Stopping, $"The workspace failed: {Describe(failure)} Trying again in {RetryAfter.TotalSeconds:0} s.");
        await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Describe(Exception failure) => failure is IOException disk and not SnapshotException && NativeFile.IsDiskFull(disk)
        ? "The disk of the worker is full."
        : failure.Message;

    private async Task GiveBackAsync(ReceivedActivation received, ActivationMessage message, WorkspaceLease holder)
    {
        if (holder.ActivationId != message.ActivationId)
        {
            if (await commands.LeaveToOwnerAsync(received, message))
            {
                return;
            }

            LogDuplicate(message.ProjectId, holder.WorkerId);
            await activations.DeleteAsync(new ActivationDelivery(received), CancellationToken.None);
            return;
        }

        // The same activation came twice. Its first worker has died, and the message is wanted again as soon as the lease has
        // run out; or it slept and is back, and then takes this delivery in the place of its own.
        LogHeld(message.ProjectId, holder.WorkerId);
        var left = await directory.OfferDeliveryAsync(message.ProjectId, message.ActivationId, received.ReceiptHandle);
        await queue.ExtendAsync(
            received.ReceiptHandle, TimeSpan.FromSeconds(Math.Floor(left.TotalSeconds) + 1), CancellationToken.None);
    }

    /// <summary>
    /// Asks for another worker by a fresh message. Giving the old one back would count as one more receive of it, and a
    /// workspace that moved a few times would end among the dead letters.
    /// </summary>
    private async Task SendAgainAsync(ActivationMessage message)
    {
        var fresh = message with { ActivationId = Guid.NewGuid().ToString("N"), RequestedAt = time.GetUtcNow(), Command = null };
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
