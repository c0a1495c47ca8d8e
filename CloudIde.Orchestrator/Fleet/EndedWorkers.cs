using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using CloudIde.Orchestrator.Scaling;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Ends what workers left behind whose tasks have ended without a word: their leases, so that their workspaces are taken over at
/// once, and their registrations. A task's id is its worker's and is never used again, so a lease in its name is nobody's.
/// </summary>
internal sealed partial class EndedWorkers(
    IEndedTasks tasks, WorkerRegistry registry, WorkspaceHolders holders, WorkspaceDirectory workspaces, ILogger<EndedWorkers> logger)
{
    /// <summary>Ends it. It does not fail: what could not be ended runs out.</summary>
    /// <param name="observation">What was seen. Nobody is taken for ended on an unknown list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many leases were ended.</returns>
    public async Task<int> ReleaseAsync(FleetObservation observation, CancellationToken cancellationToken)
    {
        if (observation is not { Tasks: { } listed, Workers: { } registered })
        {
            return 0;
        }

        // A worker that runs elsewhere, as on a developer's machine, has no task; one that was given another name is not told by it.
        var alive = listed.Select(task => task.Id).ToHashSet();
        var missing = registered.Select(worker => worker.WorkerId)
            .Where((id, i) => registered[i].TaskArn?.EndsWith($"/{id}", StringComparison.Ordinal) is true && !alive.Contains(id)).ToList();
        if (missing.Count == 0)
        {
            return 0;
        }

        try
        {
            // Not to be listed is no proof: a list may be old, and a task that is stopping still saves.
            var ended = await tasks.FindEndedAsync(missing, cancellationToken);
            return ended.Count == 0 ? 0 : await ReleaseAsync([.. ended], cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotReleased(e);
            return 0;
        }
    }

    private async Task<int> ReleaseAsync(HashSet<string> ended, CancellationToken cancellationToken)
    {
        var released = 0;
        foreach (var holder in await holders.ListAsync(int.MaxValue, cancellationToken))
        {
            if (ended.Contains(holder.WorkerId) && await workspaces.EndAsync(holder.ProjectId, holder.WorkerId).WaitAsync(cancellationToken))
            {
                released++;
            }
        }

        // Last, since the registration is why anybody looks.
        foreach (var worker in ended)
        {
            await registry.RemoveAsync(worker).WaitAsync(cancellationToken);
        }

        LogReleased(ended.Count, released);
        return released;
    }

    [LoggerMessage(
        EventName = "EndedWorkersReleased", Level = LogLevel.Warning,
        Message = "{Workers} workers' tasks ended without a word; {Leases} workspaces of theirs can be taken over.")]
    private partial void LogReleased(int workers, int leases);

    [LoggerMessage(
        EventName = "EndedWorkersNotReleased", Level = LogLevel.Warning,
        Message = "What workers that have ended left behind could not be ended; it runs out by itself.")]
    private partial void LogNotReleased(Exception exception);
}
