namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// What runs the containers of a task: local processes, or a Docker engine. The life cycle of a task, its environment and
/// its logs are not the runtime's concern.
/// </summary>
internal interface ITaskRuntime
{
    /// <summary>Finds out at the emulator's start whether tasks can run.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they can.</returns>
    /// <exception cref="EmulatorStartException">They cannot.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Makes an image ready to be started.</summary>
    /// <param name="image">The image as the container's definition names it.</param>
    /// <param name="cancellationToken">Cancelled when the task is stopped meanwhile.</param>
    /// <returns>A task that ends when the image is there.</returns>
    /// <exception cref="ContainerStartException">There is no such image.</exception>
    ValueTask PullAsync(string image, CancellationToken cancellationToken);

    /// <summary>Starts a container.</summary>
    /// <param name="launch">What to start.</param>
    /// <param name="cancellationToken">Cancelled when the task is stopped meanwhile.</param>
    /// <returns>The running container.</returns>
    /// <exception cref="ContainerStartException">It cannot be started.</exception>
    Task<IRunningContainer> StartAsync(ContainerLaunch launch, CancellationToken cancellationToken);

    /// <summary>Ends what an emulator that was killed left running, and returns when it is gone.</summary>
    /// <param name="identity">What <see cref="IRunningContainer.Identity"/> was.</param>
    /// <param name="stopTimeout">The time between SIGTERM and SIGKILL.</param>
    /// <returns>A task that ends when nothing of it is left.</returns>
    Task EndLeftoverAsync(ContainerIdentity identity, TimeSpan stopTimeout);

    /// <summary>Removes what a task's containers left.</summary>
    /// <param name="taskId">The task.</param>
    /// <returns>A task that ends when that is done, or cannot be.</returns>
    Task CleanUpAsync(string taskId);
}
