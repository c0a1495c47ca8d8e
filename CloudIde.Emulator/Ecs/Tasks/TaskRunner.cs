using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Takes a task through its life: network, images, containers, end.</summary>
/// <param name="runtime">Runs the containers.</param>
/// <param name="environment">Gives them their variables.</param>
/// <param name="logs">Takes their output.</param>
/// <param name="credentials">Gives them their role's credentials.</param>
/// <param name="options">How long a start takes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class TaskRunner(
    ITaskRuntime runtime,
    TaskEnvironment environment,
    TaskLogs logs,
    TaskCredentials credentials,
    EmulatorOptions options,
    TimeProvider time,
    ILogger<TaskRunner> logger)
{
    // Of a cold start about three quarters are the pull of the image, the rest the network interface and the start.
    private const double PullShare = 0.75;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Runs a task to its end.</summary>
    /// <param name="entry">The task.</param>
    /// <param name="definition">Its definition.</param>
    /// <returns>A task that ends when the task is stopped; it fails only when the task's state can no longer be written.</returns>
    public async Task RunAsync(TaskEntry entry, TaskDefinition definition)
    {
        var running = new List<StartedContainer>();
        try
        {
            await RunContainersAsync(entry, definition, running);
            if (running.Count > 0)
            {
                entry.Update(task => task with { LastStatus = EcsTaskStatus.Stopping });
            }
        }
        finally
        {
            // Whatever happened, also on a full disk: no container outlives its task.
            await Task.WhenAll(running.Select(item => StopContainerAsync(item.Container, item.Definition.StopTimeout)));
        }

        await Task.WhenAll(running.Select(item => item.Noted));
        entry.Update(task => task with { LastStatus = EcsTaskStatus.Deprovisioning, ExecutionStoppedAt = Now });
        await FinishAsync(entry);
    }

    private async Task RunContainersAsync(TaskEntry entry, TaskDefinition definition, List<StartedContainer> running)
    {
        try
        {
            await PrepareAsync(entry, definition);
            await StartAsync(entry, definition, running);
            await WaitAsync(entry, running);
        }
        catch (ContainerStartException exception)
        {
            FailToStart(entry, exception.Message);
        }
        catch (OperationCanceledException) when (entry.StopRequested.IsCancellationRequested)
        {
            // Stopped before it ran.
        }
        catch (Exception exception)
        {
            // A fault of the emulator must end this task and no other.
            LogFault(entry.State.Id, exception);
            FailToStart(entry, $"CannotStartContainerError: {exception.Message}");
        }
    }

    private async Task PrepareAsync(TaskEntry entry, TaskDefinition definition)
    {
        var start = options.FargateStartMin
            + ((options.FargateStartMax - options.FargateStartMin) * Random.Shared.NextDouble());
        await Task.Delay(start * (1 - PullShare), time, entry.StopRequested);
        entry.Update(task => task with { LastStatus = EcsTaskStatus.Pending, PullStartedAt = Now });
        foreach (var container in definition.Containers)
        {
            await runtime.PullAsync(container.Image, entry.StopRequested);
        }

        await Task.Delay(start * PullShare, time, entry.StopRequested);
        entry.Update(task => task with { PullStoppedAt = Now });
    }

    private async Task StartAsync(TaskEntry entry, TaskDefinition definition, List<StartedContainer> running)
    {
        var credentialsId = (TaskOverrides.TaskRoleArn(entry.State) ?? definition.TaskRoleArn) is { } role ? credentials.Add(entry.State.Id, role) : null;

        // Secrets and logs of all containers before any starts: a task that lacks one must not have run at all.
        var launches = ContainerOrder.Sort(definition.Containers)
            .Select(container => (Container: container, Launch: Prepare(entry.State, definition, container, credentialsId)))
            .ToList();
        foreach (var (container, launch) in launches)
        {
            entry.StopRequested.ThrowIfCancellationRequested();
            IRunningContainer started;
            try
            {
                started = await runtime.StartAsync(launch, entry.StopRequested);
            }
            catch (ContainerStartException exception)
            {
                entry.Update(task => task.With(container.Name, state => state with { Reason = exception.Message }));
                throw;
            }

            running.Add(new StartedContainer(container, started, NoteAsync(entry, container.Name, started)));
        }

        entry.Update(task => task with { LastStatus = EcsTaskStatus.Running, StartedAt = Now });
        LogRunning(entry.State.Id, definition.Family, definition.Revision);
    }

    private ContainerLaunch Prepare(TaskState task, TaskDefinition definition, ContainerDefinition container, string? credentialsId)
    {
        var output = logs.Open(task.Id, container);
        return new ContainerLaunch(
            task.Id,
            container.Image,
            container.EntryPoint,
            TaskOverrides.Command(task, container.Name) ?? container.Command ?? [],
            environment.Build(task, definition, container, credentialsId),
            container,
            FargateSize.ParseCpu(task.Cpu) ?? 0,
            FargateSize.ParseMemory(task.Memory) ?? 0,
            output(),
            output());
    }

    private async Task NoteAsync(TaskEntry entry, string name, IRunningContainer container)
    {
        entry.Update(task => task.With(name, state => state with
        {
            LastStatus = EcsTaskStatus.Running,
            StartedAt = Now,
            Identity = container.Identity,
        }));
        var code = await container.Exited;
        entry.Update(task => task.With(name, state => state with
        {
            LastStatus = EcsTaskStatus.Stopped,
            ExitCode = code,
            FinishedAt = Now,
            Reason = container.EndReason,
            Identity = null,
        }));
    }

    private async Task WaitAsync(TaskEntry entry, List<StartedContainer> running)
    {
        var essential = running.Where(item => item.Definition.Essential).Select(item => item.Container.Exited);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = entry.StopRequested.Register(stopped.SetResult);
        var first = await Task.WhenAny(essential.Append<Task>(stopped.Task));
        if (first != stopped.Task)
        {
            entry.RequestStop(StopCode.EssentialContainerExited, "Essential container in task exited", Now);
        }
    }

    private async Task StopContainerAsync(IRunningContainer container, TimeSpan stopTimeout)
    {
        if (container.Exited.IsCompleted)
        {
            return;
        }

        container.Terminate();
        try
        {
            await container.Exited.WaitAsync(stopTimeout, time);
        }
        catch (TimeoutException)
        {
            container.Kill();
            await container.Exited;
        }
    }

    private void FailToStart(TaskEntry entry, string reason)
    {
        LogFailed(entry.State.Id, reason);
        entry.RequestStop(StopCode.FailedToStart, reason, Now);
    }

    private async Task FinishAsync(TaskEntry entry)
    {
        credentials.Remove(entry.State.Id);
        await runtime.CleanUpAsync(entry.State.Id);
        entry.Update(task => task with
        {
            LastStatus = EcsTaskStatus.Stopped,
            StoppedAt = Now,
            Containers = [.. task.Containers.Select(container => container with { LastStatus = EcsTaskStatus.Stopped, Identity = null })],
        });
        LogStopped(entry.State.Id, entry.State.StopCode, entry.State.StoppedReason);
    }
}
