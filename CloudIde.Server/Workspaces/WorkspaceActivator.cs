using System.Diagnostics;
using CloudIde.Core.Aws;
using CloudIde.Core.Activations;
using CloudIde.Core.Scaling;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Workspaces;

/// <summary>Has a project's workspace active: asks for a worker when none holds it and none was asked for.</summary>
internal sealed partial class WorkspaceActivator(
    WorkspaceDirectory workspaces,
    ActivationQueue queue,
    ActivationCounters counters,
    ScalingNudge nudge,
    ServerTelemetry telemetry,
    TimeProvider time,
    ILogger<WorkspaceActivator> logger)
{
    /// <summary>Asks for a worker when it is necessary. May be called at any time, by any number of servers at once.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Gives up. A message that was stored nevertheless does no harm.</param>
    /// <returns>What was found; with <see cref="ActivationNeed.Send"/>, SQS has stored the activation.</returns>
    /// <exception cref="WorkspaceUnavailableException">Redis or SQS refused or could not be reached. Nothing stays reserved; try again.</exception>
    public async Task<ActivationNeed> EnsureActiveAsync(string projectId, CancellationToken cancellationToken)
    {
        var activationId = $"a{Guid.NewGuid():N}";
        try
        {
            var need = await workspaces.CheckNeedAsync(projectId, activationId);
            if (need == ActivationNeed.Send)
            {
                await SendAsync(projectId, activationId, cancellationToken);
            }

            return need;
        }
        catch (Exception e) when (AwsFailure.Is(e))
        {
            throw new WorkspaceUnavailableException("The queue for workers does not answer as it should.", e);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new WorkspaceUnavailableException("The store for terminals does not answer.", e);
        }
    }

    private async Task SendAsync(string projectId, string activationId, CancellationToken cancellationToken)
    {
        using var activity = telemetry.Activities.StartActivity("workspace activate");
        activity?.SetTag("cloudide.project_id", projectId);
        try
        {
            var message = new ActivationMessage(ActivationMessage.CurrentVersion, activationId, projectId, time.GetUtcNow());
            await queue.SendAsync(message, cancellationToken);
            LogSent(activationId, projectId);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            LogSendFailed(e, activationId, projectId);
            await WithdrawAsync(projectId, activationId);
            throw;
        }

        await CountAndNudgeAsync();
    }

    private async Task WithdrawAsync(string projectId, string activationId)
    {
        try
        {
            await workspaces.WithdrawAsync(projectId, activationId);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The reservation then stands until it expires. The error that matters is the one of the queue.
            LogWithdrawFailed(e, activationId, projectId);
        }
    }

    private async Task CountAndNudgeAsync()
    {
        try
        {
            await counters.SentAsync();
            await nudge.SendAsync("activation");
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The orchestrator's poll finds the message as well, only later.
            LogNudgeFailed(e);
        }
    }
}
