using CloudIde.Core.Operations;
using CloudIde.Core.Workers;

namespace CloudIde.Server.Operations;

/// <summary>What a project costs at present.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="WorkerId">The worker that holds it.</param>
/// <param name="HourlyUsd">USD an hour.</param>
internal sealed record ProjectCost(string ProjectId, string WorkerId, double HourlyUsd)
{
    /// <summary>Shares each worker's price among the workspaces that it holds: an empty slot is paid by those that are used.</summary>
    /// <param name="workspaces">The active workspaces.</param>
    /// <param name="workers">The workers.</param>
    /// <param name="taskHourUsd">USD for an hour of one task.</param>
    /// <returns>The dearest first.</returns>
    public static IReadOnlyList<ProjectCost> Share(
        IReadOnlyList<ActiveWorkspace> workspaces, IReadOnlyList<WorkerRegistration> workers, double taskHourUsd)
    {
        var used = workers.DistinctBy(worker => worker.WorkerId).ToDictionary(worker => worker.WorkerId, worker => worker.UsedSlots);
        return
        [
            .. workspaces
                .GroupBy(workspace => workspace.WorkerId)
                .SelectMany(group => group.Select(workspace => new ProjectCost(
                    workspace.ProjectId,
                    group.Key,
                    taskHourUsd / Math.Max(group.Count(), used.GetValueOrDefault(group.Key)))))
                .OrderByDescending(project => project.HourlyUsd).ThenBy(project => project.ProjectId, StringComparer.Ordinal),
        ];
    }
}
