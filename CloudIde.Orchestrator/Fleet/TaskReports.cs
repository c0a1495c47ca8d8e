using CloudIde.Core.Operations;
using CloudIde.Core.Workers;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>Puts tasks together with what their workers say about themselves.</summary>
internal static class TaskReports
{
    /// <summary>Joins both, task by task.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="workers">The registrations; one without a task is left out, since it belongs to no task of this fleet.</param>
    /// <returns>The reports, oldest first.</returns>
    public static IReadOnlyList<TaskReport> Of(IReadOnlyList<FleetTask> tasks, IReadOnlyList<WorkerRegistration> workers)
    {
        // Pages of a list that changes meanwhile may name one twice.
        var byId = workers.DistinctBy(worker => worker.WorkerId).ToDictionary(worker => worker.WorkerId);
        return
        [
            .. tasks.DistinctBy(task => task.Id).Select(task => Of(task, byId.GetValueOrDefault(task.Id)))
                .OrderBy(report => report.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(report => report.TaskId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Joins one task with its worker.</summary>
    /// <param name="task">The task.</param>
    /// <param name="worker">Its worker, or null when it is not registered.</param>
    /// <returns>The report.</returns>
    public static TaskReport Of(FleetTask task, WorkerRegistration? worker) => new(
        task.Id,
        task.Status,
        worker switch
        {
            null => task.IsRunning ? "unregistered" : "starting",
            { Draining: true } => "draining",
            { UsedSlots: > 0 } => "busy",
            _ => "idle",
        },
        worker?.Slots ?? 0,
        worker?.UsedSlots ?? 0,
        worker?.StartedAt ?? task.CreatedAt)
    {
        Revision = task.Revision,
        Outdated = task.Outdated,
        Spot = task.Spot,
    };
}
