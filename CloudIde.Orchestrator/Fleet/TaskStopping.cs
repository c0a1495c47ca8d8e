using CloudIde.Core.Operations;
using CloudIde.Core.Workers;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Makes sure that a task can be stopped without harm. An idle worker is asked to drain first and looked at again: it could
/// take work between a look and the stop.
/// </summary>
internal sealed class TaskStopping(IWorkerFleet workers, TimeProvider timeProvider)
{
    /// <summary>A worker learns of a drain at once, and says so with its next heartbeat, which comes every 5 s.</summary>
    private static readonly TimeSpan Bound = WorkerRegistry.HeartbeatInterval * 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Prepares a task to be stopped.</summary>
    /// <param name="task">The task.</param>
    /// <param name="cancellationToken">Gives up; the worker may be draining.</param>
    /// <returns>Why it must not be stopped, a sentence, or null when it can be.</returns>
    public async Task<string?> PrepareAsync(TaskReport task, CancellationToken cancellationToken)
    {
        switch (task.State)
        {
            case "starting":
                return null;
            case "unregistered":
                return $"Task {task.TaskId} runs and its worker does not answer, so nobody knows what it holds. --force stops it all the same.";
        }

        if (task.UsedSlots > 0)
        {
            return $"The worker of task {task.TaskId} holds {Workspaces(task.UsedSlots)}. --force stops it all the same.";
        }

        await workers.DrainAsync(task.TaskId, "An operator stops its task.", cancellationToken);
        var asked = timeProvider.GetTimestamp();
        while (true)
        {
            var worker = (await workers.ListAsync(cancellationToken)).FirstOrDefault(worker => worker.WorkerId == task.TaskId);
            switch (worker)
            {
                case null:
                    // It has left by itself.
                    return null;
                case { UsedSlots: > 0 }:
                    return $"The worker of task {task.TaskId} took work in the meantime. It takes no more and ends when it has none.";
            }

            // Its next heartbeat after the request tells what it holds since it knows of it.
            if (timeProvider.GetElapsedTime(asked) > Bound)
            {
                return null;
            }

            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }

    private static string Workspaces(int count) => count == 1 ? "1 workspace" : $"{count} workspaces";
}
