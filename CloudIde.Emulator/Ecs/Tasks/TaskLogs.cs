using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Logs;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Opens the log streams of a task's containers.</summary>
/// <param name="store">The log groups.</param>
/// <param name="logger">Says when events cannot be stored.</param>
internal sealed class TaskLogs(LogStore store, ILogger<TaskLogs> logger)
{
    /// <summary>Opens a container's log stream, <c>PREFIX/CONTAINER/TASK</c>.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="container">The container's definition.</param>
    /// <returns>A function that opens one output of the container.</returns>
    /// <exception cref="ContainerStartException">There is no such group, and the definition does not ask for it to be created.</exception>
    public Func<IContainerOutput> Open(string taskId, ContainerDefinition container)
    {
        if (container.LogOptions is not { } options)
        {
            return () => DiscardedOutput.Instance;
        }

        var groupName = options["awslogs-group"];
        var streamName = $"{options["awslogs-stream-prefix"]}/{container.Name}/{taskId}";
        if (!store.TryGet(groupName, out var group))
        {
            if (!options.TryGetValue("awslogs-create-group", out var create) || !bool.TryParse(create, out var wanted) || !wanted)
            {
                throw new ContainerStartException(
                    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create "
                    + $"Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1 ({groupName})");
            }

            store.TryCreate(new LogGroupState(groupName, store.Now, null, null, "STANDARD", ResourceTags.None));
            store.TryGet(groupName, out group);
        }

        group!.TryCreate(streamName, store.Now);
        return group.TryGet(streamName, out var stream)
            ? () => new AwsLogsOutput(store, stream, logger)
            : () => DiscardedOutput.Instance;
    }
}
