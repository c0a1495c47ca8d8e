namespace CloudIde.Orchestrator.Fleet;

/// <summary>Where worker tasks run. Errors reach the caller: an answer that could not be had is never an empty one.</summary>
internal interface ITaskRuntime
{
    /// <summary>The most tasks that <see cref="LaunchAsync"/> takes in one call.</summary>
    int MaxLaunch { get; }

    /// <summary>Lists all tasks that are starting or running, whoever started them in this fleet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tasks.</returns>
    Task<IReadOnlyList<FleetTask>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Starts tasks.</summary>
    /// <param name="count">How many, 1 to <see cref="MaxLaunch"/>.</param>
    /// <param name="token">Names this request, 64 characters at most: repeating it starts nothing more.</param>
    /// <param name="cancellationToken">Gives up; tasks may have been started.</param>
    /// <returns>What was started, and what was not.</returns>
    /// <exception cref="TokenReusedException">The token was used before with another count.</exception>
    Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken);

    /// <summary>Stops a task: it gets SIGTERM, and SIGKILL after its stop timeout.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="reason">Why, for whoever looks at the task.</param>
    /// <param name="cancellationToken">Gives up; the task may be stopping.</param>
    /// <returns>A task that ends when the runtime has taken it.</returns>
    Task StopAsync(string taskId, string reason, CancellationToken cancellationToken);
}
