using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Reads a task's overrides.</summary>
internal static class TaskOverrides
{
    /// <summary>The variables that a call added to a container or replaced.</summary>
    /// <param name="task">The task.</param>
    /// <param name="container">The container.</param>
    /// <returns>The variables.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> Environment(TaskState task, string container) =>
        Find(task, container) is { } found ? ContainerDefinition.ReadPairs(found, "environment", "value") : [];

    /// <summary>The command that a call gave a container.</summary>
    /// <param name="task">The task.</param>
    /// <param name="container">The container.</param>
    /// <returns>The command, or null when the definition's stands.</returns>
    public static IReadOnlyList<string>? Command(TaskState task, string container) =>
        Find(task, container)?.Texts("command") is { Count: > 0 } command ? command : null;

    /// <summary>The role that a call gave the task.</summary>
    /// <param name="task">The task.</param>
    /// <returns>The role, or null when the definition's stands.</returns>
    public static string? TaskRoleArn(TaskState task) =>
        task.Overrides is { } overrides && new JsonInput(overrides).Text("taskRoleArn") is { Length: > 0 } role ? role : null;

    private static JsonInput? Find(TaskState task, string container)
    {
        if (task.Overrides is not { } overrides)
        {
            return null;
        }

        foreach (var item in new JsonInput(overrides).Structures("containerOverrides") ?? [])
        {
            if (item.Text("name") == container)
            {
                return item;
            }
        }

        return null;
    }
}
