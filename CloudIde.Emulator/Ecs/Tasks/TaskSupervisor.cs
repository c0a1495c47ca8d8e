using System.Collections.Concurrent;
using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// Holds the tasks that run. At the start it ends what an emulator that was killed left behind; at the end it stops all
/// tasks while the emulator still answers, because a worker's last deeds are calls to S3 and SQS.
/// </summary>
/// <param name="tasks">The tasks.</param>
/// <param name="definitions">Their definitions.</param>
/// <param name="runner">Runs one task.</param>
/// <param name="runtime">Ends what was left behind.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class TaskSupervisor(
    TaskStore tasks,
    TaskDefinitionStore definitions,
    TaskRunner runner,
    ITaskRuntime runtime,
    TimeProvider time,
    ILogger<TaskSupervisor> logger) : IHostedLifecycleService
{
    private readonly ConcurrentDictionary<TaskEntry, Task> _running = new();
    private readonly Lock _lock = new();
    private Task _leftovers = Task.CompletedTask;
    private bool _stopping;

    /// <summary>Runs a task.</summary>
    /// <param name="entry">The task.</param>
    /// <param name="definition">Its definition.</param>
    public void Launch(TaskEntry entry, TaskDefinition definition)
    {
        lock (_lock)
        {
            if (_stopping)
            {
                // Before it begins, so that it starts nothing.
                Stop(entry);
            }

            _running[entry] = Task.Run(() => RunAsync(entry, definition));
        }
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await runtime.CheckAsync(cancellationToken);
        var left = tasks.Entries.Where(entry => !entry.State.IsStopped).ToList();
        foreach (var entry in left)
        {
            entry.Update(task => task with
            {
                DesiredStatus = EcsTaskStatus.Stopped,
                StopCode = task.StopCode ?? StopCode.TerminationNotice,
                StoppedReason = task.StoppedReason ?? "The emulator that ran the task was ended.",
                StoppingAt = task.StoppingAt ?? time.GetUtcNow(),
                LastStatus = EcsTaskStatus.Stopping,
            });
        }

        // A task's processes may need their time, which must not be the start's.
        _leftovers = Task.WhenAll(left.Select(EndLeftoverAsync));
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _stopping = true;
            foreach (var entry in _running.Keys)
            {
                Stop(entry);
            }
        }

        // Each task is killed when its own stopTimeout is over, so this ends without being cancelled.
        await Task.WhenAll(_running.Values.Append(_leftovers));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Values);

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Stop(TaskEntry entry) =>
        entry.RequestStop(StopCode.TerminationNotice, "The emulator ends.", time.GetUtcNow());

    private async Task RunAsync(TaskEntry entry, TaskDefinition definition)
    {
        try
        {
            await runner.RunAsync(entry, definition);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The state can no longer be written. The next start finds the task as not stopped and ends what is left of it.
            LogUnsaved(entry.State.Id, exception);
        }
        finally
        {
            // The lock lets the launch be noted first.
            lock (_lock)
            {
                _running.TryRemove(entry, out _);
            }
        }
    }

    private async Task EndLeftoverAsync(TaskEntry entry)
    {
        var containers = definitions.Find($"{entry.State.Family}:{entry.State.Revision}")?.Containers ?? [];
        await Task.WhenAll(entry.State.Containers
            .Where(container => container.Identity is not null)
            .Select(container => Task.Run(() => runtime.EndLeftoverAsync(
                container.Identity!,
                containers.FirstOrDefault(item => item.Name == container.Name)?.StopTimeout
                    ?? ContainerDefinition.DefaultStopTimeout))));
        await runtime.CleanUpAsync(entry.State.Id);
        var now = time.GetUtcNow();
        entry.Update(task => task with
        {
            LastStatus = EcsTaskStatus.Stopped,
            ExecutionStoppedAt = now,
            StoppedAt = now,
            Containers = [.. task.Containers.Select(container => container with { LastStatus = EcsTaskStatus.Stopped, Identity = null })],
        });
        LogLeftover(entry.State.Id);
    }

    [LoggerMessage(EventId = 1, EventName = "TaskLeftover", Level = LogLevel.Warning, Message = "Task {TaskId} was left over from an emulator that was killed, and has been ended.")]
    private partial void LogLeftover(string taskId);

    [LoggerMessage(EventId = 2, EventName = "TaskUnsaved", Level = LogLevel.Error, Message = "The state of task {TaskId} cannot be written.")]
    private partial void LogUnsaved(string taskId, Exception exception);
}
